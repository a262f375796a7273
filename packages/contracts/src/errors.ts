/** What this package throws: mistakes of the program that uses it, never anything that a request holds. */

export class UnknownContractError extends Error {
  override readonly name = "UnknownContractError";
  readonly code = "unknown_contract";

  constructor(contract: string, known: readonly string[]) {
    super(`There is no contract "${contract}". There are: ${known.join(", ")}.`);
  }
}

export class InvalidContractError extends Error {
  override readonly name = "InvalidContractError";
  readonly code = "invalid_contract";
  /** Where in the options, such as `signature.header`; empty for the options as a whole. */
  readonly path: string;

  constructor(path: string, sentence: string) {
    super(path === "" ? sentence : `${path}: ${sentence}`);
    this.path = path;
  }
}

export class InvalidSecretError extends Error {
  override readonly name = "InvalidSecretError";
  readonly code = "invalid_secret";
  readonly contract: string;

  constructor(contract: string, sentence: string) {
    super(sentence);
    this.contract = contract;
  }
}
