import { days, months, timeText } from '../convert.ts';

/** `strftime` of the C library, in its own locale and in GMT. A conversion that it does not know stays as it is. */
export function formatTime(format: string, seconds: number): string {
  if (timeText(seconds) === 'datetime out of bounds') return timeText(seconds);
  const date = new Date(Math.floor(seconds) * 1000);
  return format.replace(
    /%([-_0^#]*)(\d*)([EO]?)([a-zA-Z%+])/g,
    (whole, flags: string, width: string, _m, letter: string) => {
      const made = conversion(letter, date);
      return made === null ? whole : fitted(made, flags, width);
    },
  );
}

interface Made {
  readonly text: string;
  /** How wide it is without being asked, and filled with what. */
  readonly width: number;
  readonly fill: string;
}

const plain = (text: string): Made => ({ text, width: 0, fill: ' ' });
const zeros = (value: number, width: number): Made => ({ text: String(value), width, fill: '0' });
const spaces = (value: number, width: number): Made => ({ text: String(value), width, fill: ' ' });

function fitted({ text, width, fill }: Made, flags: string, wanted: string): string {
  const filling = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : fill;
  const padded = flags.includes('-') ? text : text.padStart(wanted === '' ? width : Number(wanted), filling);
  return flags.includes('^') ? padded.toUpperCase() : padded;
}

function conversion(letter: string, date: Date): Made | null {
  const compound = compounds[letter];
  if (compound !== undefined) return plain(formatTime(compound, date.getTime() / 1000));
  const hours = date.getUTCHours();
  const weekday = date.getUTCDay();
  const twelve = hours % 12 === 0 ? 12 : hours % 12;
  switch (letter) {
    case 'a':
      return plain((days[weekday] as string).slice(0, 3));
    case 'A':
      return plain(days[weekday] as string);
    case 'b':
    case 'h':
      return plain((months[date.getUTCMonth()] as string).slice(0, 3));
    case 'B':
      return plain(months[date.getUTCMonth()] as string);
    case 'C':
      return zeros(Math.floor(date.getUTCFullYear() / 100), 2);
    case 'd':
      return zeros(date.getUTCDate(), 2);
    case 'e':
      return spaces(date.getUTCDate(), 2);
    case 'g':
      return zeros(isoWeek(date).year % 100, 2);
    case 'G':
      return zeros(isoWeek(date).year, 4);
    case 'H':
      return zeros(hours, 2);
    case 'I':
      return zeros(twelve, 2);
    case 'j':
      return zeros(dayOfYear(date) + 1, 3);
    case 'k':
      return spaces(hours, 2);
    case 'l':
      return spaces(twelve, 2);
    case 'm':
      return zeros(date.getUTCMonth() + 1, 2);
    case 'M':
      return zeros(date.getUTCMinutes(), 2);
    case 'n':
      return plain('\n');
    case 'p':
      return plain(hours < 12 ? 'AM' : 'PM');
    case 'P':
      return plain(hours < 12 ? 'am' : 'pm');
    case 's':
      return plain(String(date.getTime() / 1000));
    case 'S':
      return zeros(date.getUTCSeconds(), 2);
    case 't':
      return plain('\t');
    case 'u':
      return plain(String(weekday === 0 ? 7 : weekday));
    case 'U':
      return zeros(Math.floor((dayOfYear(date) + 7 - weekday) / 7), 2);
    case 'V':
      return zeros(isoWeek(date).week, 2);
    case 'w':
      return plain(String(weekday));
    case 'W':
      return zeros(Math.floor((dayOfYear(date) + 7 - ((weekday + 6) % 7)) / 7), 2);
    case 'y':
      return zeros(date.getUTCFullYear() % 100, 2);
    case 'Y':
      return plain(String(date.getUTCFullYear()));
    case 'z':
      return plain('+0000');
    case 'Z':
      return plain('GMT');
    case '%':
      return plain('%');
    default:
      return null;
  }
}

const compounds: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

/** From 0. */
function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000);
}

/** ISO 8601: a week belongs to the year of its Thursday. */
function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * 86_400_000);
  return { year: thursday.getUTCFullYear(), week: Math.floor(dayOfYear(thursday) / 7) + 1 };
}
