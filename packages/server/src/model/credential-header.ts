const CREDENTIAL = /^(authorization|cookie|(.*[-_])?(api-?key|access-?key|auth-?key|token|secret|password))$/i;

/** Whether a header of this name most likely holds a credential, so that its value is not to be shown. */
export function isCredentialHeader(name: string): boolean {
  return CREDENTIAL.test(name);
}
