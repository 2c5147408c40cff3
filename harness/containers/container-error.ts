// Containers cannot be used here, and why; the message is for the user.

export class ContainerError extends Error {}
