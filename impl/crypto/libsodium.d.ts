// The package libsodium has no types; libsodium-box.ts says what it uses of it.
declare module 'libsodium'
