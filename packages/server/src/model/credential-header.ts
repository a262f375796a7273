const CREDENTIAL = /^(authorization|cookie|(.*[-_])?(api-?key|access-?key|auth-?key|token|secret|password))$/i;

/** Stands where a header's value would: it is a credential, or may be one, and is not kept. */
export const CONCEALED = "(secret)";

/** Whether a header of this name most likely holds a credential, so that its value is not to be shown. */
export function isCredentialHeader(name: string): boolean {
  return CREDENTIAL.test(name);
}
