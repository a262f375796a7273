const encoder = new TextEncoder();

/** How long a body is: "312 bytes" or "12.4 kB". */
export function sayBytes(body: string, encoding: "utf-8" | "base64"): string {
  const bytes = encoding === "base64" ? bytesOfBase64(body) : encoder.encode(body).length;
  if (bytes < 1_000) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  return `${(bytes / 1_000).toFixed(1)} kB`;
}

function bytesOfBase64(text: string): number {
  const padding = /=*$/.exec(text)![0].length;
  return (text.length / 4) * 3 - padding;
}
