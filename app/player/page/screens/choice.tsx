import styles from './choice.module.css';

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly name: string }[];
  readonly onChoose: (value: string) => void;
}

/** One of several, by the browser's own list. */
export function Choice({ name, value, options, onChoose }: ChoiceProps) {
  return (
    <label className={styles.choice}>
      <span>{name}</span>
      <select value={value} onChange={(event) => onChoose(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </label>
  );
}
