namespace SraCl.Semantic.Roberta;

/// <summary>Divides texts into batches of about the same length, so that little padding goes through the model.</summary>
internal static class RobertaBatches
{
    /// <summary>Divides texts.</summary>
    /// <param name="tokens">The tokens of each text; texts without any are left out.</param>
    /// <param name="maxTokens">The most tokens of a batch, padding included; a longer text goes alone.</param>
    /// <returns>The indices of the texts of each batch, the longest first: what is too large for the memory shows at once.</returns>
    public static IEnumerable<int[]> Divide(int[][] tokens, int maxTokens)
    {
        int[] order = [.. Enumerable.Range(0, tokens.Length).Where(index => tokens[index].Length > 0).OrderByDescending(index => tokens[index].Length)];
        for (int start = 0; start < order.Length;)
        {
            int count = Math.Min(Math.Max(1, maxTokens / tokens[order[start]].Length), order.Length - start);
            yield return order[start..(start + count)];
            start += count;
        }
    }
}
