import { days, months } from '../convert.ts';

const monthPattern = `(${months.map((month) => month.slice(0, 3)).join('|')})`;
const dayPattern = `(?:${days.map((day) => day.slice(0, 3)).join('|')})`;
const clock = String.raw`(\d{2}):(\d{2}):(\d{2})`;

const imf = new RegExp(String.raw`^${dayPattern}, (\d{2}) ${monthPattern} (\d{4}|\d{2}) ${clock} GMT$`);
const rfc850 = new RegExp(String.raw`^(?:${days.join('|')}), (\d{2})-${monthPattern}-(\d{2}) ${clock} GMT$`);
const asctime = new RegExp(String.raw`^${dayPattern} ${monthPattern} ([ \d]?\d) ${clock} (\d{4})$`);
const iso = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2}) ${clock}$`);

/** Seconds since 1970 of a text in one of the formats of `std.time`; `null` for any other text. */
export function parseTime(text: string): number | null {
  const dashed = imf.exec(text) ?? rfc850.exec(text);
  if (dashed !== null) {
    const [, day = '', month = '', year = '', ...rest] = dashed;
    return seconds(fullYear(year), monthOf(month), day, rest);
  }
  const unix = asctime.exec(text);
  if (unix !== null) {
    const [, month = '', day = '', hours = '', minutes = '', secs = '', year = ''] = unix;
    return seconds(Number(year), monthOf(month), day.trim(), [hours, minutes, secs]);
  }
  const plain = iso.exec(text);
  if (plain !== null) {
    const [, year = '', month = '', day = '', ...rest] = plain;
    return seconds(Number(year), Number(month) - 1, day, rest);
  }
  return /^\d+(?:\.\d*)?$/.test(text) ? Number(text) : null;
}

function monthOf(name: string): number {
  return months.findIndex((month) => month.startsWith(name));
}

/** Two digits are of the years from 1970 to 2069. */
function fullYear(year: string): number {
  if (year.length === 4) return Number(year);
  return Number(year) < 70 ? 2000 + Number(year) : 1900 + Number(year);
}

function seconds(year: number, month: number, day: string, time: readonly string[]): number | null {
  const [hours = 0, minutes = 0, secs = 0] = time.map(Number);
  const date = new Date(Date.UTC(year, month, Number(day), hours, minutes, secs));
  // No 31st of February, no 25th hour.
  const fits =
    date.getUTCMonth() === month && date.getUTCDate() === Number(day) && hours < 24 && minutes < 60 && secs < 61;
  return fits ? date.getTime() / 1000 : null;
}
