/** Fields of one message of pcscd, in order: a 32-bit word each, or text of a fixed number of bytes. */
type Field = string | { readonly text: string; readonly bytes: number };

type Words<Fields extends readonly Field[]> = Extract<Fields[number], string>;

/** How one message lies on the socket: words of the machine's own byte order, which is little-endian wherever kiosks run. */
export interface Layout<Word extends string> {
  readonly bytes: number;
  /** Words that are left out are 0. */
  write(values: Readonly<Partial<Record<Word, number>>>, text?: string): Uint8Array;
  /** The words of a message; `bytes` must be at least as long. */
  read(bytes: Uint8Array): Readonly<Record<Word, number>>;
  /** The text field of a message, to its NUL; empty where the layout has none. */
  text(bytes: Uint8Array): string;
}

export function layout<const Fields extends readonly Field[]>(
  ...fields: Fields
): Layout<Words<Fields>> {
  const size = (field: Field) => (typeof field === 'string' ? 4 : field.bytes);
  const total = fields.reduce((sum, field) => sum + size(field), 0);
  const visit = (each: (field: Field, offset: number) => void) => {
    let offset = 0;
    for (const field of fields) {
      each(field, offset);
      offset += size(field);
    }
  };
  return {
    bytes: total,
    write(values, text = '') {
      const message = new Uint8Array(total);
      const view = new DataView(message.buffer);
      const words: Readonly<Record<string, number | undefined>> = values;
      visit((field, offset) => {
        if (typeof field === 'string') view.setUint32(offset, words[field] ?? 0, true);
        else message.set(Buffer.from(text, 'utf8').subarray(0, field.bytes - 1), offset);
      });
      return message;
    },
    read(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, total);
      const words: Record<string, number> = {};
      visit((field, offset) => {
        if (typeof field === 'string') words[field] = view.getUint32(offset, true);
      });
      return words as Record<Words<Fields>, number>;
    },
    text(bytes) {
      let found = '';
      visit((field, offset) => {
        if (typeof field !== 'string') {
          found = textAt(bytes.subarray(offset, offset + field.bytes));
        }
      });
      return found;
    },
  };
}

function textAt(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
}
