import type { TitleFacts } from './title-facts.ts';

/** A short film that ffmpeg's own sources draw and sound. */
export interface DrawnFilm {
  readonly facts: TitleFacts;
  readonly seconds: number;
  /** Filter graph without input, one picture out. */
  readonly picture: string;
  /** Filter graph without input, 48 kHz stereo out. */
  readonly sound: string;
}

const NTSC = '30000/1001';

/** Tones as [hertz, loudness], left and right a little apart, breathing once in `breath` seconds. */
function chord(tones: readonly (readonly [number, number])[], breath: number): string {
  const voice = (detune: number) =>
    tones
      .map(
        ([hertz, loudness], number) =>
          `${loudness}*sin(2*PI*${(hertz * detune).toFixed(3)}*t)*(0.6+0.4*sin(2*PI*t/${breath + number}))`,
      )
      .join('+');
  return `aevalsrc='${voice(1)}|${voice(1.003)}':s=48000`;
}

/** The stereo tones that "Lissajous" shows and sounds: left and right are the two axes of its figures. */
const LISSAJOUS_TONES =
  "aevalsrc='0.45*sin(2*PI*220*t)+0.22*sin(2*PI*330.4*t)|0.45*sin(2*PI*220*t+t*0.7)+0.22*sin(2*PI*440.3*t)':s=48000";

/** The films of the demo vault beside Big Buck Bunny: both standards, both screens. No one made them but ffmpeg. */
export const drawnFilms: readonly DrawnFilm[] = [
  {
    facts: {
      titleId: 'mandelbrot',
      name: { en: 'Mandelbrot', fr: 'Mandelbrot' },
      synopsis: {
        en: 'A descent towards a coast that has no end: the closer one looks, the more of it there is. One formula of eight characters, sixteen seconds, seahorses.',
        fr: 'Une descente vers une côte sans fin : plus on la regarde de près, plus elle s’étend. Une formule de huit caractères, seize secondes, des hippocampes.',
      },
      year: 2026,
      credits: 'Drawn by FFmpeg’s mandelbrot source, sounded by its aevalsrc.',
      rights: '',
      genres: ['abstract', 'science'],
      standard: 'pal',
      posterAt: 6,
    },
    seconds: 16,
    picture:
      'mandelbrot=s=512x288:r=25:start_x=-0.743643887037151:start_y=-0.131825904205330:start_scale=0.12:end_scale=0.0004:end_pts=400:inner=mincol:maxiter=400:bailout=20,scale=1024:576:flags=lanczos,eq=saturation=0.85:contrast=1.05',
    sound: chord(
      [
        [110, 0.2],
        [164.81, 0.14],
        [277.18, 0.1],
        [415.3, 0.06],
      ],
      5,
    ),
  },
  {
    facts: {
      titleId: 'aurora',
      name: { en: 'Aurora', fr: 'Aurore' },
      synopsis: {
        en: 'Four colours turn about one another like the light over a northern bay, never twice the same. To be watched in the dark, with the sound low.',
        fr: 'Quatre couleurs tournent l’une autour de l’autre comme la lumière sur une baie du Nord, jamais deux fois la même. À voir dans le noir, le son bas.',
      },
      year: 2026,
      credits: 'Drawn by FFmpeg’s gradients source, sounded by its aevalsrc.',
      rights: '',
      genres: ['abstract', 'nature'],
      standard: 'ntsc',
      posterAt: 4,
    },
    seconds: 15,
    picture: `gradients=s=512x288:r=${NTSC}:c0=0x0B1B3A:c1=0x6FCF97:c2=0x7DB8FF:c3=0x8E44AD:n=4:seed=3:speed=0.02:type=spiral,scale=1024:576:flags=bicubic`,
    sound: chord(
      [
        [98, 0.22],
        [146.83, 0.16],
        [220, 0.1],
        [293.66, 0.07],
      ],
      7,
    ),
  },
  {
    facts: {
      titleId: 'colonies',
      name: { en: 'Colonies', fr: 'Colonies' },
      synopsis: {
        en: 'Three rules, two states, one grid: cells are born, crowd, starve and leave a blue trace. Conway’s Game of Life at thirty generations a second.',
        fr: 'Trois règles, deux états, une grille : des cellules naissent, s’étouffent, dépérissent et laissent une trace bleue. Le jeu de la vie de Conway, trente générations par seconde.',
      },
      year: 2026,
      credits: 'Drawn by FFmpeg’s life source, sounded by its aevalsrc.',
      rights: '',
      genres: ['science', 'abstract'],
      standard: 'ntsc',
      posterAt: 1,
    },
    seconds: 15,
    picture: `life=s=128x96:mold=14:r=${NTSC}:ratio=0.22:seed=7:rule=B3/S23:death_color=0x2B4BAB:life_color=0xF2B84B:mold_color=0x060914,scale=640:480:flags=neighbor,gblur=1.2`,
    sound: chord(
      [
        [130.81, 0.18],
        [196, 0.12],
        [311.13, 0.1],
        [523.25, 0.05],
      ],
      3,
    ),
  },
  {
    facts: {
      titleId: 'rule-110',
      name: { en: 'Rule 110', fr: 'Règle 110' },
      synopsis: {
        en: 'A row of cells, each looking at its two neighbours, writes itself line by line. It has been proved that this loom can compute whatever a computer can.',
        fr: 'Une rangée de cellules, chacune regardant ses deux voisines, s’écrit ligne à ligne. Il est prouvé que ce métier à tisser calcule tout ce qu’un ordinateur calcule.',
      },
      year: 2026,
      credits: 'Drawn by FFmpeg’s cellauto and gradients sources, sounded by its aevalsrc.',
      rights: '',
      genres: ['science'],
      standard: 'pal',
      posterAt: 5,
    },
    seconds: 15,
    picture:
      'cellauto=s=120x96:rule=110:r=12.5:random_seed=4:ratio=0.5:full=1,fps=25,format=gbrp,scale=720:576:flags=neighbor,gblur=0.8,setsar=16/15[cells];gradients=s=720x576:r=25:c0=0xF2B84B:c1=0xFF5E5B:c2=0x7DB8FF:n=3:seed=8:speed=0.01,format=gbrp,setsar=16/15[light];[cells][light]blend=all_mode=multiply',
    sound: chord(
      [
        [146.83, 0.18],
        [220, 0.13],
        [349.23, 0.09],
        [440, 0.05],
      ],
      4,
    ),
  },
  {
    facts: {
      titleId: 'carpet',
      name: { en: 'The Carpet', fr: 'Le tapis' },
      synopsis: {
        en: 'Take the middle out of a square, then out of the eight that are left, and go on. What remains is all edge and no surface: Sierpiński’s carpet, flown over at dusk.',
        fr: 'Ôtez le milieu d’un carré, puis celui des huit qui restent, et continuez. Il ne reste que des bords, sans surface : le tapis de Sierpiński, survolé au crépuscule.',
      },
      year: 2026,
      credits: 'Drawn by FFmpeg’s sierpinski and gradients sources, sounded by its aevalsrc.',
      rights: '',
      genres: ['abstract', 'science'],
      standard: 'pal',
      posterAt: 4,
    },
    seconds: 15,
    picture:
      'sierpinski=s=720x576:r=25:type=carpet:jump=100:seed=5,format=gbrp,setsar=16/15[carpet];gradients=s=360x288:r=25:c0=0xFF8A66:c1=0x8E44AD:c2=0x2FA4C7:n=3:seed=2:speed=0.01,scale=720:576,format=gbrp,setsar=16/15[dusk];[carpet][dusk]blend=all_mode=difference',
    sound: chord(
      [
        [123.47, 0.2],
        [185, 0.13],
        [246.94, 0.1],
        [369.99, 0.06],
      ],
      6,
    ),
  },
  {
    facts: {
      titleId: 'lissajous',
      name: { en: 'Lissajous', fr: 'Lissajous' },
      synopsis: {
        en: 'Here one sees what one hears: the left channel moves the light sideways, the right one up and down. When the two tones agree the figure rests; when they drift it dances.',
        fr: 'Ici l’on voit ce que l’on entend : la voie de gauche pousse la lumière de côté, celle de droite de haut en bas. Quand les deux sons s’accordent, la figure se pose ; quand ils dérivent, elle danse.',
      },
      year: 2026,
      credits: 'Sounded by FFmpeg’s aevalsrc, drawn by its avectorscope.',
      rights: '',
      genres: ['music', 'abstract'],
      standard: 'pal',
      posterAt: 5,
    },
    seconds: 15,
    picture: `${LISSAJOUS_TONES},avectorscope=s=576x576:r=25:mode=lissajous_xy:draw=line:zoom=1.3:rc=40:gc=160:bc=255:ac=255:rf=10:gf=6:bf=4:af=5,pad=1024:576:(ow-iw)/2:0:color=0x04060C`,
    sound: LISSAJOUS_TONES,
  },
  {
    facts: {
      titleId: 'test-card',
      name: { en: 'Test Card', fr: 'Mire' },
      synopsis: {
        en: 'Colour bars, a clock and a tone every second: to set up a screen, to check that sound and picture arrive together, and to see at a glance what a main stream does to a picture.',
        fr: 'Des barres de couleur, une horloge et un son chaque seconde : pour régler un écran, vérifier que l’image et le son arrivent ensemble, et voir d’un coup d’œil ce qu’un flux principal fait d’une image.',
      },
      year: 2026,
      credits: 'Drawn by FFmpeg’s smptebars source, sounded by its aevalsrc.',
      rights: '',
      genres: ['test'],
      standard: 'ntsc',
      posterAt: 5,
    },
    seconds: 15,
    picture: `smptebars=s=640x480:r=${NTSC},drawbox=x=170:y=180:w=300:h=96:color=0x0E1116@0.88:t=fill,drawtext=fontfile=bold.ttf:timecode='00\\:00\\:00\\;00':rate=${NTSC}:fontsize=40:fontcolor=0xF4F1EA:x=(w-text_w)/2:y=212`,
    sound:
      "aevalsrc='0.25*sin(2*PI*1000*t)*lt(mod(t,1),0.12)|0.25*sin(2*PI*1000*t)*lt(mod(t,1),0.12)':s=48000",
  },
];

/** The one film of the demo vault that people made. */
export const bigBuckBunny: TitleFacts = {
  titleId: 'big-buck-bunny',
  name: { en: 'Big Buck Bunny', fr: 'Big Buck Bunny' },
  synopsis: {
    en: 'Morning in a meadow: a brook, the grass in the wind, a bird that sings with all it has, and a burrow under the great tree in which somebody very large is still asleep. The opening of the Blender Foundation’s open film.',
    fr: 'Le matin dans une prairie : un ruisseau, l’herbe au vent, un oiseau qui chante de tout son cœur et, sous le grand arbre, un terrier où dort encore quelqu’un de très gros. L’ouverture du film libre de la Blender Foundation.',
  },
  year: 2008,
  credits: 'Peach open movie project, Blender Foundation.',
  rights:
    '© 2008 Blender Foundation, www.bigbuckbunny.org. Creative Commons Attribution 3.0. First 30 seconds, converted for DVD.',
  genres: ['animation'],
  posterAt: 15.8,
};
