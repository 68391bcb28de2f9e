namespace SraCl.Cli;

/// <summary>A command was cancelled, and what it had done is kept; the message says where and how to go on.</summary>
/// <param name="message">The message.</param>
/// <param name="cancellationToken">What cancelled it.</param>
internal sealed class KeptWorkException(string message, CancellationToken cancellationToken) : OperationCanceledException(message, cancellationToken);
