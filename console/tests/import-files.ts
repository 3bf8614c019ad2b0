import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdtempSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, deflateRawSync } from 'node:zlib';

/** Files that people send: made on the fly, so that the large and the hostile ones take no room. */

export const HEADER = ['Customer', 'Account type', 'Account status', 'Address', 'City', 'State', 'Zip', 'Country', 'Contact', 'Email'];

/** A row of accounts that can be imported. */
export const accountRow = (name: string, change: Partial<Record<'type' | 'zip' | 'email', string>> = {}): string[] =>
  [name, change.type ?? 'Residential', 'Active', '615 N 6th St', 'Sheboygan', 'WI', change.zip ?? '53081', 'US', name, change.email ?? 'ada@example.com'];

const cell = (text: string, delimiter: string) => (/["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text);
export const csv = (rows: string[][], delimiter = ',') => rows.map((row) => row.map((text) => cell(text, delimiter)).join(delimiter)).join('\r\n');

export interface Upload {
  name: string;
  mimeType: string;
  buffer: Buffer;
}
export const file = (name: string, content: string | Buffer): Upload => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content as string) });

/** A file on disk, for what is too large to be handed over. */
export function onDisk(name: string, content: Buffer | string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'import-')), name);
  writeFileSync(path, content);
  return path;
}

const CRC = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});
const crc32 = (bytes: Buffer) => (bytes.reduce((sum, byte) => CRC[(sum ^ byte) & 0xff]! ^ (sum >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

interface Member {
  name: string;
  packed: Buffer;
  crc: number;
  size: number;
}

const member = (name: string, text: string): Member => {
  const bytes = Buffer.from(text);
  return { name, packed: deflateRawSync(bytes), crc: crc32(bytes), size: bytes.length };
};

/** A zip archive of deflated members. */
function zip(members: Member[]): Buffer {
  const parts: Buffer[] = [];
  const index: Buffer[] = [];
  let offset = 0;
  for (const { name, packed, crc, size } of members) {
    const fields = Buffer.alloc(26);
    [20, 0, 8, 0, 0x21].forEach((value, at) => fields.writeUInt16LE(value, at * 2));
    [crc, packed.length, size].forEach((value, at) => fields.writeUInt32LE(value, 10 + at * 4));
    fields.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    index.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, tail, Buffer.from(name));
    const local = [Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed];
    parts.push(...local);
    offset += local.reduce((sum, part) => sum + part.length, 0);
  }
  const directory = Buffer.concat(index);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
}

/** A few megabytes that unpack to more than two gigabytes of lines. */
export function bomb(): Buffer {
  const size = 64 * 2 ** 20;
  const piece = Buffer.alloc(size, `${'a'.repeat(1023)}\n`);
  const packed = deflateRawSync(piece, { finishFlush: constants.Z_FULL_FLUSH });
  const count = 33;
  const whole = Buffer.concat([...Array.from({ length: count }, () => packed), Buffer.from([3, 0])]);
  return zip([{ name: 'customers.csv', packed: whole, crc: 0, size: count * size }]);
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** A cell of a workbook: a text, or a formula with what was computed. */
export type WorkbookCell = string | { formula: string; value: number };

/** A workbook of one sheet, as spreadsheets write it. */
export function xlsx(rows: WorkbookCell[][]): Buffer {
  const one = (content: WorkbookCell, column: number, row: number) => {
    const place = `${String.fromCharCode(65 + column)}${row + 1}`;
    return typeof content === 'string' ? `<c r="${place}" t="inlineStr"><is><t>${escaped(content)}</t></is></c>` : `<c r="${place}"><f>${escaped(content.formula)}</f><v>${content.value}</v></c>`;
  };
  const lines = rows.map((cells, row) => `<row r="${row + 1}">${cells.map((content, column) => one(content, column, row)).join('')}</row>`);
  const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const packages = 'http://schemas.openxmlformats.org/package/2006';
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  return zip([
    member('[Content_Types].xml', `${xml}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/></Types>`),
    member('_rels/.rels', `${xml}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
    member('xl/workbook.xml', `${xml}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Customers" sheetId="1" r:id="rId1"/></sheets></workbook>`),
    member('xl/_rels/workbook.xml.rels', `${xml}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`),
    member('xl/worksheets/sheet1.xml', `${xml}<worksheet xmlns="${main}"><sheetData>${lines.join('')}</sheetData></worksheet>`),
  ]);
}

/** What a camera writes: the beginning of a JPEG and noise. */
export const jpeg = () => Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), randomBytes(4000), Buffer.from('ffd9', 'hex')]);

/** A table with a line of so many megabytes. */
export const longLine = (megabytes: number) => Buffer.concat([Buffer.from(`${csv([HEADER])}\r\n`), Buffer.alloc(megabytes * 2 ** 20, 'x'), Buffer.from('\r\n')]);

/** A file of `count` accounts, written piece by piece; one of every `badEvery` has a ZIP that is none. */
export async function manyAccounts(count: number, prefix: string, badEvery = Infinity): Promise<string> {
  const path = onDisk('many.csv', '');
  const stream = createWriteStream(path);
  stream.write(`${csv([HEADER])}\r\n`);
  for (let at = 0; at < count; at += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, count - at) }, (_, index) => csv([accountRow(`${prefix} ${at + index + 1}`, (at + index + 1) % badEvery === 0 ? { zip: 'n/a' } : {})]));
    if (!stream.write(`${lines.join('\r\n')}\r\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
  return path;
}
