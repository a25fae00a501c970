import type { Frame } from '../frame.ts';
import { rtime, string, time } from '../value.ts';
import type { Family } from './variable.ts';

/** The whole of a time in a unit, and what is left of a second, with all its digits. */
function parts(prefix: string, seconds: (frame: Frame) => number): Family {
  const whole = (frame: Frame, factor: number): string => String(Math.floor(seconds(frame) * factor + 1e-6));
  const fraction = (frame: Frame, digits: number): string => {
    const factor = 10 ** digits;
    const at = Math.floor(seconds(frame) * factor + 1e-6);
    return String(((at % factor) + factor) % factor).padStart(digits, '0');
  };
  return {
    [`${prefix}.sec`]: { read: (frame) => string(whole(frame, 1)) },
    [`${prefix}.msec`]: { read: (frame) => string(whole(frame, 1000)) },
    [`${prefix}.usec`]: { read: (frame) => string(whole(frame, 1_000_000)) },
    [`${prefix}.msec_frac`]: { read: (frame) => string(fraction(frame, 3)) },
    [`${prefix}.usec_frac`]: { read: (frame) => string(fraction(frame, 6)) },
  };
}

const started = ({ task }: Frame): number => task.started;
const elapsed = ({ task, platform }: Frame): number => platform.now() - task.started;
const ended = ({ task, platform }: Frame): number => task.completedAt ?? platform.now();

export const times: Family = {
  now: { read: ({ now }) => time(now) },
  'now.sec': { read: ({ now }) => string(String(Math.floor(now))) },
  'time.start': { read: (frame) => time(started(frame)) },
  ...parts('time.start', started),
  'time.elapsed': { read: (frame) => rtime(elapsed(frame)) },
  ...parts('time.elapsed', elapsed),
  'time.end': { read: (frame) => time(ended(frame)) },
  ...parts('time.end', ended),
  'time.to_first_byte': {
    read: ({ task, platform }) => rtime((task.firstByteAt ?? platform.now()) - task.started),
  },
};
