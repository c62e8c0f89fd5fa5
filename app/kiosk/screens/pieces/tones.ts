/** Soft sounds: hertz of each note, 110 ms apart. */
const melodies = {
  touch: [520],
  done: [523, 659, 784],
  attention: [440, 440],
  disc: [392, 523],
} as const;

let sounding: AudioContext | null = null;

/** Plays one of the soft sounds. A machine without sound stays silent. */
export function playTone(name: keyof typeof melodies): void {
  if (!('AudioContext' in window)) return;
  sounding ??= new AudioContext();
  const context = sounding;
  melodies[name].forEach((frequency, index) => {
    const start = context.currentTime + index * 0.11;
    const oscillator = context.createOscillator();
    const level = context.createGain();
    oscillator.frequency.value = frequency;
    level.gain.setValueAtTime(0, start);
    level.gain.linearRampToValueAtTime(0.06, start + 0.01);
    level.gain.exponentialRampToValueAtTime(0.0001, start + 0.16);
    oscillator.connect(level).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + 0.18);
  });
}
