export function Logo() {
  return <img src="/assets/tabellary.svg" width={26} height={26} alt="" />;
}
