import { z } from 'zod';
import { nearestName } from './nearest-name.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** One thing that is wrong with a settings file. */
export interface SettingsProblem {
  /** `robot.driver`, `readers[0].baudRate`; empty for the whole file. */
  readonly path: string;
  /** A whole sentence that begins with the path. */
  readonly sentence: string;
}

/** Puts what a schema says of a settings file into sentences, with the nearest right name where one was mistyped. */
export function settingsProblems(
  schema: z.core.$ZodType,
  input: unknown,
  issues: readonly Issue[],
): SettingsProblem[] {
  return issues.flatMap((issue) => problemsOf({ schema, input }, issue, []));
}

interface Context {
  readonly schema: z.core.$ZodType;
  readonly input: unknown;
}

function problemsOf(context: Context, issue: Issue, prefix: Path): SettingsProblem[] {
  const at = [...prefix, ...issue.path];
  const value = valueAt(context.input, at);
  const say = (what: string): SettingsProblem[] => [
    { path: pathName(at), sentence: sentenceOf(`${pathName(at) || 'The file'} ${what}`) },
  ];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = [...keysAt(context.schema, context.input, at)];
      return issue.keys.map((key) => {
        const path = pathName([...at, key]);
        return { path, sentence: `${path} is not a setting${suggestion(key, known)}` };
      });
    }
    case 'invalid_union': {
      if (issue.errors.length === 0) {
        const options = 'options' in issue ? (issue.options ?? []) : [];
        return say(choice(value, options, 'known'));
      }
      const isScalar = issue.errors.flat().every(({ path }) => path.length === 0);
      if (isScalar && typeof value !== 'object') {
        return say(`must be ${issue.errors.flat().map(wanted).join(' or ')}`);
      }
      const nearest = issue.errors.toSorted((a, b) => a.length - b.length)[0] ?? [];
      return nearest.flatMap((one) => problemsOf(context, one, at));
    }
    case 'invalid_value':
      return say(choice(value, issue.values, 'possible'));
    case 'invalid_type':
      return say(value === undefined ? 'is missing' : `must be ${nounOf(issue.expected)}`);
    case 'too_small':
      return say(limit(issue.origin, `at least ${issue.minimum}`));
    case 'too_big':
      return say(limit(issue.origin, `at most ${issue.maximum}`));
    case 'invalid_key':
      return issue.issues.flatMap((one) => say(one.message));
    default:
      return say(value === undefined ? 'is missing' : issue.message);
  }
}

function sentenceOf(text: string): string {
  return text.endsWith('?') ? text : `${text}.`;
}

/** What one of several forms of a value would be. */
function wanted(issue: Issue): string {
  if (issue.code === 'invalid_value')
    return issue.values.map((one) => `"${String(one)}"`).join(' or ');
  return issue.code === 'invalid_type' ? nounOf(issue.expected) : issue.message;
}

function choice(value: unknown, known: readonly unknown[], is: 'known' | 'possible'): string {
  const names = known.map(String);
  if (value === undefined) return `is missing: it is one of ${names.join(', ')}`;
  const shown = JSON.stringify(value);
  const nearest = nearestName(shown.replaceAll('"', ''), names);
  if (nearest === null) return `${shown} is not ${is}: it is one of ${names.join(', ')}`;
  const quoted = typeof known[0] === 'string' ? `"${nearest}"` : nearest;
  return `${shown} is not ${is}; did you mean ${quoted}?`;
}

function suggestion(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  if (nearest !== null) return `; did you mean "${nearest}"?`;
  return known.length === 0 ? '.' : `; the settings here are ${known.join(', ')}.`;
}

function limit(origin: string, amount: string): string {
  if (origin === 'string') return 'is empty';
  return origin === 'array' ? `must have ${amount}` : `must be ${amount}`;
}

function nounOf(expected: string): string {
  switch (expected) {
    case 'array':
      return 'a list: [ … ]';
    case 'object':
    case 'record':
      return 'an object: { … }';
    case 'string':
      return 'a text in quotes';
    case 'int':
      return 'a whole number';
    case 'boolean':
      return 'true or false';
    default:
      return `a ${expected}`;
  }
}

/** `readers[0].baudRate` */
function pathName(path: Path): string {
  let name = '';
  for (const step of path) {
    if (typeof step === 'number') name += `[${step}]`;
    else name += name === '' ? String(step) : `.${String(step)}`;
  }
  return name;
}

function valueAt(input: unknown, path: Path): unknown {
  let value = input;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

/** The keys that may stand in the object at `path`. */
function keysAt(schema: z.core.$ZodType, input: unknown, path: Path): Set<string> {
  const keys = new Set<string>();
  for (const object of objectsAt(schema, input, path)) {
    for (const key of Object.keys(object.shape)) keys.add(key);
  }
  return keys;
}

function objectsAt(schema: z.core.$ZodType, input: unknown, path: Path): z.ZodObject[] {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return objectsAt(schema.unwrap(), input, path);
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const tag = schema.def.discriminator;
    const given = valueAt(input, [tag]);
    const chosen = schema.options.filter(
      (option) => z.safeParse(tagOf(option, tag), given).success,
    );
    return chosen.flatMap((option) => objectsAt(option, input, path));
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap((option) => objectsAt(option, input, path));
  }
  const [step, ...rest] = path;
  if (schema instanceof z.ZodObject) {
    if (step === undefined) return [schema];
    const field = (schema.shape as Record<string, z.core.$ZodType>)[String(step)];
    return field === undefined ? [] : objectsAt(field, valueAt(input, [step]), rest);
  }
  if (schema instanceof z.ZodArray && step !== undefined) {
    return objectsAt(schema.element, valueAt(input, [step]), rest);
  }
  return [];
}

function tagOf(option: z.core.$ZodType, tag: string): z.core.$ZodType {
  const [object] = objectsAt(option, undefined, []);
  return object?.shape[tag] ?? z.never();
}
