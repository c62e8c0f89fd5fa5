/** Copies a column that has become too small into a larger one. */
export function growTo<Column extends Uint8Array | Int16Array>(
  column: Column,
  larger: Column,
): Column {
  larger.set(column);
  return larger;
}
