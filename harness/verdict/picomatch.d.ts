// The one function of picomatch that is used; the package ships no types.
declare module 'picomatch' {
  export default function picomatch(glob: string | readonly string[]): (text: string) => boolean
}
