import * as make from '../../ir/make.ts';
import type { Carrier, Program, Statement } from '../../ir/model.ts';
import { rewriteStatementKinds, statementKinds } from '../../ir/kinds.ts';
import { firstIn } from '../lower-fetch.ts';
import { carrierOf } from './carriers.ts';
import { mapStates } from './code.ts';

/** For which responses: those that are passed, those of a request that began again, too, or all. */
export type WhenSeen = 'passed' | 'again' | 'always';

/**
 * What the fetch changed in the request is seen by what comes after it where the source sees it: after a restart, in the code
 * for errors, and after a pass. It travels in headers of the response. One that is stored keeps them: only the request that
 * had it fetched takes them.
 */
export function handBack(program: Program, changed: readonly Carrier[], when: WhenSeen): Program {
  if (changed.length === 0) return program;
  const marker = make.carrier('handed_back', 'boolean', 'to-client');
  const name = 'hand_back_request@helper';
  const back = changed.map((carrier) => ({ carrier, travels: make.carrier(carrier.name, 'string', 'to-client') }));
  const body: Statement[] = [
    make.assign(marker, make.boolean(true)),
    ...back.map(({ carrier, travels }) => make.when(carrier, [make.assign(travels, carrier)])),
  ];
  const subroutine = make.remarked(
    { kind: 'subroutine' as const, name, original: name.replace('@helper', ''), parameters: null, returns: null, body, state: 'backend-response' as const, origin: null, blankBefore: true },
    when !== 'passed'
      ? 'What the fetch changed in the request, for what comes after it'
      : 'What the fetch changed in the request, for a response that is not stored',
  ); // prettier-ignore
  const call = make.callSubroutine(name);
  const passed = make.core('bereq.uncacheable', 'boolean');
  const again = make.binary(carrierOf('restarts'), '>', make.integer(0));
  const seen = when === 'again' ? make.logical('||', [passed, again]) : passed;
  const own = make.binary(make.core('obj.hits', 'integer'), '==', make.integer(0));
  const called = mapStates(program, ['backend-response', 'backend-error'], (inner, _code, state) =>
    rewriteStatementKinds(inner, statementKinds('call-subroutine'), (statement): readonly Statement[] => {
      if (statement.name === 'do_not_store@helper' && state === 'backend-error') return [call, statement];
      if (!/^(?:store_\w+|hit_for_pass_ttl)@helper$/.test(statement.name)) return [statement];
      return [statement, when === 'always' ? call : make.when(seen, [call])];
    }),
  );
  const taken = make.when(
    when === 'passed' ? marker : make.logical('&&', [marker, own]),
    back.flatMap(({ carrier, travels }) => takeBack(carrier, travels)),
  );
  return firstIn({ ...called, items: [...called.items, subroutine] }, 'deliver', [
    taken,
    make.remove(marker),
    ...back.map(({ travels }) => make.remove(travels)),
  ]);
}

function takeBack(carrier: Carrier, travels: Carrier): readonly Statement[] {
  const header = /^req\.http\.(.*)$/i.exec(carrier.name)?.[1];
  if (header === undefined) return [make.when(travels, [make.assign(make.core(carrier.name, 'string'), travels)])];
  const place = make.header('req', header);
  return [make.when(travels, [make.assign(place, travels)], [make.remove(place)])];
}
