import * as make from '../../ir/make.ts';
import type { CallSubroutine, Subroutine } from '../../ir/model.ts';
import { rewriteBody } from '../../ir/rewrite.ts';
import type { PassContext } from '../pass.ts';
import { vclSubroutines } from './vcl.ts';

/**
 * Subroutines that the translation adds, in the language of the target, each with a comment that says what it is for. Only
 * those that something calls are printed.
 */
const library = {
  do_not_store: {
    comment: ['Delivered once, never stored'],
    code: `
      sub do_not_store {
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        set beresp.grace = 0s;
        set beresp.keep = 0s;
      }`,
  },
  restart_client: {
    comment: ['A restart is the client side\'s to do: vcl_deliver does it'],
    code: `
      sub restart_client {
        set carrier.then = "restart";
        call do_not_store;
      }`,
  },
  hit_for_pass_ttl: {
    comment: ['A mark that the next requests pass is kept for two minutes at least, for an hour at most'],
    code: `
      sub hit_for_pass_ttl {
        if (beresp.ttl < 120s) {
          set beresp.ttl = 120s;
        } elseif (beresp.ttl > 1h) {
          set beresp.ttl = 1h;
        }
      }`,
  },
  store_known_statuses: {
    comment: ['Only these statuses are stored, whatever their lifetime'],
    code: `
      sub store_known_statuses {
        if (beresp.status != 200 && beresp.status != 203 && beresp.status != 300 && beresp.status != 301 &&
            beresp.status != 302 && beresp.status != 404 && beresp.status != 410) {
          if (bereq.is_bgfetch) {
            return (abandon);
          }
          call do_not_store;
        }
      }`,
  },
  cacheable_statuses: {
    comment: ['Only these statuses are stored, if nothing else is said'],
    code: `
      sub cacheable_statuses {
        set carrier.cacheable = !bereq.uncacheable && (beresp.status == 200 || beresp.status == 203 ||
            beresp.status == 300 || beresp.status == 301 || beresp.status == 302 || beresp.status == 404 ||
            beresp.status == 410);
      }`,
  },
  store_if_cacheable: {
    comment: ['Whether it is stored does not depend on its lifetime alone'],
    code: `
      sub store_if_cacheable {
        if (!carrier.cacheable) {
          if (bereq.is_bgfetch) {
            return (abandon);
          }
          call do_not_store;
        }
      }`,
  },
  lifetime: {
    comment: ['Surrogate-Control comes first, and a redirect has a lifetime like any other response'],
    code: `
      sub lifetime {
        if (beresp.http.Surrogate-Control ~ "max-age=\\d+") {
          set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "^.*?max-age=(\\d+).*$", "\\1s"), 120s) -
              std.duration(beresp.http.Age + "s", 0s);
        } elseif (beresp.status == 302 && !beresp.http.Expires && beresp.http.Cache-Control !~ "max-age=") {
          set beresp.ttl = 120s;
        }
      }`,
  },
  lifetime_of_all: {
    comment: ['Every status has a lifetime: Surrogate-Control, s-maxage, max-age, Expires, or else two minutes'],
    code: `
      sub lifetime_of_all {
        if (beresp.http.Surrogate-Control ~ "max-age=\\d+") {
          set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "^.*?max-age=(\\d+).*$", "\\1s"), 120s) -
              std.duration(beresp.http.Age + "s", 0s);
        } elseif (beresp.http.Cache-Control ~ "s-maxage=\\d+") {
          set beresp.ttl = std.duration(regsub(beresp.http.Cache-Control, "^.*?s-maxage=(\\d+).*$", "\\1s"), 120s) -
              std.duration(beresp.http.Age + "s", 0s);
        } elseif (beresp.http.Cache-Control ~ "max-age=\\d+") {
          set beresp.ttl = std.duration(regsub(beresp.http.Cache-Control, "^.*?max-age=(\\d+).*$", "\\1s"), 120s) -
              std.duration(beresp.http.Age + "s", 0s);
        } elseif (beresp.http.Expires) {
          set beresp.ttl = std.time(beresp.http.Expires, now) - std.time(beresp.http.Date, now);
        } else {
          set beresp.ttl = 120s;
        }
      }`,
  },
  stale_as_told: {
    comment: ['Out of date, an object is used only where the origin or the configuration says so'],
    code: `
      sub stale_as_told {
        if (beresp.http.Surrogate-Control ~ "stale-while-revalidate=\\d+") {
          set beresp.grace = std.duration(regsub(beresp.http.Surrogate-Control, "^.*stale-while-revalidate=(\\d+).*$", "\\1s"), 0s);
        } elseif (beresp.http.Cache-Control !~ "stale-while-revalidate=\\d+") {
          set beresp.grace = 0s;
        }
        if (beresp.http.ETag || beresp.http.Last-Modified) {
          set beresp.keep = 1h;
        }
      }`,
  },
  stale_windows: {
    comment: ['Out of date, an object is used only where the origin or the configuration says so'],
    code: `
      sub stale_windows {
        set carrier.while_revalidate = std.duration(regsub(beresp.http.Surrogate-Control + "," + beresp.http.Cache-Control,
            "^.*?stale-while-revalidate=(\\d+).*$", "\\1s"), 0s);
        set carrier.if_error = std.duration(regsub(beresp.http.Surrogate-Control + "," + beresp.http.Cache-Control,
            "^.*?stale-if-error=(\\d+).*$", "\\1s"), 0s);
      }`,
  },
  keep_stale: {
    comment: ['Kept as long as it may be of use; vcl_hit tells by the header whether it may be delivered at once'],
    code: `
      sub keep_stale {
        set beresp.grace = carrier.while_revalidate;
        if (beresp.grace < carrier.if_error) {
          set beresp.grace = carrier.if_error;
        }
        set carrier.revalidate = carrier.while_revalidate;
        if (beresp.http.ETag || beresp.http.Last-Modified) {
          set beresp.keep = 1h;
        }
      }`,
  },
  use_stale_object: {
    comment: ['The object that is out of date, after all: looked up again, with nothing decided anew'],
    code: `
      sub use_stale_object {
        set carrier.use_stale = true;
        set carrier.resume = true;
        set carrier.own_restarts = carrier.own_restarts + 1;
        return (restart);
      }`,
  },
} as const satisfies Record<string, { readonly comment: readonly string[]; readonly code: string }>;

export type HelperName = keyof typeof library;

/** The call of a helper, which is printed for it. */
export function helperCall(name: HelperName, context: PassContext): CallSubroutine {
  context.helpers.add(name);
  return make.callSubroutine(`${name}@helper`);
}

/** The helpers that were asked for, and those that they call. */
export function helperSubroutines(context: PassContext): readonly Subroutine[] {
  const found = new Map<HelperName, Subroutine>();
  const add = (name: HelperName): void => {
    if (found.has(name)) return;
    const { comment, code } = library[name];
    const [subroutine] = vclSubroutines(context.target, code);
    if (subroutine === undefined) return;
    const body = rewriteBody(subroutine.body, (statement) =>
      statement.kind === 'call-subroutine' ? [{ ...statement, name: `${statement.name}@helper` }] : [statement],
    );
    const named = { ...subroutine, name: `${name}@helper`, original: name, body, blankBefore: true };
    found.set(name, make.remarked(named, ...comment));
    for (const [, called] of code.matchAll(/call (\w+);/g)) if (called !== undefined && called in library) add(called as HelperName);
  };
  for (const name of Object.keys(library) as HelperName[]) if (context.helpers.has(name)) add(name);
  return [...found.values()];
}
