// Package file reads what people wrote out of CSV, JSONL and XLSX files: it
// finds the encoding, the separator and the columns, and yields one [Row] per
// message or one [Reject] with the line and the reason. Nothing is passed over
// in silence: every line belongs to the header, to a row, to a reject, or is
// blank. Rows stream; a file of any length is read in little memory, except
// that rows without an id of their own cost some forty bytes each (see [Row]).
//
// It reads; what may be kept of a row is decided by those who take it in.
package file
