namespace SraCl.Semantic.Roberta;

/// <summary>How far a <see cref="RobertaEmbedder"/> is with the texts of a call. The longest texts come first, so tokens tell more of the remaining time than texts.</summary>
/// <param name="Texts">The texts that have their vectors.</param>
/// <param name="TotalTexts">All texts.</param>
/// <param name="Tokens">The tokens of the texts that have their vectors.</param>
/// <param name="TotalTokens">The tokens of all texts.</param>
public readonly record struct RobertaProgress(int Texts, int TotalTexts, long Tokens, long TotalTokens);
