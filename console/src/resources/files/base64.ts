/** The content of a file as the API takes it. */
export function toBase64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error('The file could not be read.'));
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.readAsDataURL(file);
  });
}

/** Bytes from base64, with the given media type. */
export function fromBase64(text: string, type: string): Blob {
  const raw = atob(text);
  return new Blob([Uint8Array.from(raw, (character) => character.charCodeAt(0))], { type });
}
