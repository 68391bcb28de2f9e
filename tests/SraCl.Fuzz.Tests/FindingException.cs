namespace SraCl.Fuzz.Tests;

/// <summary>An input was accepted that must not be, or is not what it was when it is saved and read again.</summary>
/// <param name="message">What is wrong.</param>
internal sealed class FindingException(string message) : Exception(message);
