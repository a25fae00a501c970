/** The configuration asks for what Fastly's compiler refuses, or for what this machine cannot do. */
export class MachineError extends Error {
  override readonly name = 'MachineError';
}
