namespace SraCl.Testing;

/// <summary>Says that there is nothing to look at.</summary>
internal sealed class PropertySkippedException(string message) : Exception(message);
