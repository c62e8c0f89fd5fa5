import { useTranslation } from 'react-i18next';
import type { DriveWear } from '../../../../contracts/panel-reports.ts';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { formatDay, formatSpeed } from '../words/panel-format.ts';
import { wearScale } from '../words/wear-scale.ts';
import styles from './drawings.module.css';

const plot = { left: 48, right: 592, top: 30, bottom: 196 } as const;

/** Discs of a drive day by day, good below bad, and how fast it wrote: left axis discs, right axis times 1 385 kB/s. */
export function WearChart({ wear }: { readonly wear: DriveWear }) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const scale = wearScale(wear, plot);
  const { days } = wear;
  const last = days.findLast(({ speed }) => speed !== null);
  const lastSpeed = last?.speed ?? null;
  const label = t('drives.chart', {
    drive: wear.drive,
    good: wear.good,
    bad: wear.bad,
    speed: lastSpeed === null ? t('frame.unknown') : formatSpeed(lastSpeed, language),
  });
  return (
    <svg className={styles.chart} viewBox="0 0 680 240" role="img" aria-label={label}>
      <text className={styles.tick} x="2" y="14">
        {t('drives.discs')}
      </text>
      <text className={styles.tick} x={plot.right} y="14" textAnchor="middle">
        {t('drives.speedAxis')}
      </text>
      {scale.discTicks.map(({ value, y }) => (
        <g key={value}>
          <path className={styles.rule} d={`M${plot.left} ${y}H${plot.right}`} />
          <text className={styles.tick} x={plot.left - 8} y={y + 4} textAnchor="end">
            {value}
          </text>
        </g>
      ))}
      {scale.speedTicks.map(({ value, y }) => (
        <text key={value} className={styles.tick} x={plot.right + 8} y={y + 4}>
          {formatSpeed(value, language)}
        </text>
      ))}
      {days.map((day, index) => {
        const bar = scale.bars[index];
        if (bar === undefined) return null;
        return (
          <g key={day.day}>
            <rect className={styles.good} {...bar.good} />
            <rect className={styles.bad} {...bar.bad} />
          </g>
        );
      })}
      {scale.lines.map((line) => (
        <polyline key={line} className={styles.speed} points={line} />
      ))}
      {scale.dots.map(({ x, y }) => (
        <circle key={x} className={styles.speedDot} cx={x} cy={y} r="3" />
      ))}
      <path
        className={styles.axis}
        d={`M${plot.left} ${plot.top}V${plot.bottom}H${plot.right}V${plot.top}`}
      />
      {[0, Math.floor((days.length - 1) / 2), days.length - 1]
        .filter((index, place, all) => index >= 0 && all.indexOf(index) === place)
        .map((index) => (
          <text
            key={index}
            className={styles.tick}
            x={scale.middle(index)}
            y={plot.bottom + 20}
            textAnchor="middle"
          >
            {formatDay(days[index]?.day ?? '', language)}
          </text>
        ))}
    </svg>
  );
}
