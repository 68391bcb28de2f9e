namespace SraCl.Semantic.Prompts;

/// <summary>Events that a prompt was made of: a stretch of one user's training sequence.</summary>
/// <param name="User">The user's index.</param>
/// <param name="Start">The position of the first event, from 0.</param>
/// <param name="End">The position after the last event.</param>
public readonly record struct PromptSource(int User, int Start, int End);
