using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Calls;

/// <summary>A call to a model, as policies see it.</summary>
/// <param name="Estimate">The tokens it will take, estimated before it is made.</param>
/// <param name="Content">Gets what is sent, for logs at trace level alone.</param>
public sealed record ModelCall(TokenUsage Estimate, Func<string> Content);
