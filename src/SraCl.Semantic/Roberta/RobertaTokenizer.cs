using System.Collections.Concurrent;
using System.Text;

namespace SraCl.Semantic.Roberta;

/// <summary>The byte-level tokenizer of RoBERTa: <c>&lt;s&gt;</c>, the tokens of the text, <c>&lt;/s&gt;</c>.</summary>
/// <remarks>
/// Unlike Hugging Face's tokenizer, special tokens that are spelled out in a text, such as <c>&lt;mask&gt;</c>, are characters like others: what a catalog writes must not
/// steer the model. Safe for concurrent use.
/// </remarks>
internal sealed class RobertaTokenizer
{
    /// <summary>Words are kept up to these bounds, a few megabytes: texts are mostly made of few words.</summary>
    private const int MaxKnownWords = 1 << 16;
    private const int MaxKnownLength = 32;

    private readonly BytePairs _pairs;
    private readonly int _begin;
    private readonly int _end;
    private readonly ConcurrentDictionary<string, int[]> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _knownSpans;
    private int _knownCount;

    /// <summary>Creates a tokenizer.</summary>
    /// <param name="tables">The vocabulary and the merges.</param>
    /// <param name="configuration">The model's configuration, which has ids of special tokens too.</param>
    /// <exception cref="SraClException">The tables do not fit each other or the model.</exception>
    public RobertaTokenizer(TokenizerTables tables, RobertaConfiguration configuration)
    {
        _begin = Special("<s>", configuration.BeginToken, "bos_token_id");
        _end = Special("</s>", configuration.EndToken, "eos_token_id");
        Special("<pad>", configuration.PaddingToken, "pad_token_id");
        int unknown = Special("<unk>", expected: null, string.Empty);
        (string token, int id) = tables.Vocabulary.MaxBy(entry => entry.Value);
        if (id >= configuration.VocabularySize)
        {
            throw new SraClException(
                $"{tables.VocabularySource} gives '{token}' the id {id}, but the model's config.json has a vocab_size of {configuration.VocabularySize}. The files belong to different models: copy those of one model.");
        }

        _pairs = new BytePairs(
            [.. Enumerable.Range(0, 256).Select(value => tables.Vocabulary.GetValueOrDefault(ByteAlphabet.Of(value).ToString(), unknown))],
            Merges(tables));
        _knownSpans = _known.GetAlternateLookup<ReadOnlySpan<char>>();

        int Special(string name, int? expected, string field)
        {
            return !tables.Vocabulary.TryGetValue(name, out int special)
                ? throw new SraClException($"{tables.VocabularySource} has no token '{name}'; expected a RoBERTa vocabulary. Copy the files of one RoBERTa model.")
                : expected is { } other && other != special
                ? throw new SraClException(
                    $"{tables.VocabularySource} gives '{name}' the id {special}, but the model's config.json says {field} {other}. The files belong to different models: copy those of one model.")
                : special;
        }
    }

    /// <summary>Encodes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokens">The most tokens, special ones included, at least 2; the end of the text is cut off, the last token is <c>&lt;/s&gt;</c> always.</param>
    /// <returns>The tokens.</returns>
    public int[] Encode(string text, int maxTokens)
    {
        var tokens = new List<int> { _begin };
        ReadOnlySpan<char> rest = text;
        while (rest.Length > 0 && tokens.Count < maxTokens - 1)
        {
            int length = WordPattern.FirstLength(rest);
            int[] word = Word(rest[..length]);
            tokens.AddRange(word.AsSpan(0, Math.Min(word.Length, maxTokens - 1 - tokens.Count)));
            rest = rest[length..];
        }

        tokens.Add(_end);
        return [.. tokens];
    }

    private static Dictionary<(int Left, int Right), (int Rank, int Merged)> Merges(TokenizerTables tables)
    {
        var merges = new Dictionary<(int Left, int Right), (int Rank, int Merged)>(tables.Merges.Count);
        for (int rank = 0; rank < tables.Merges.Count; rank++)
        {
            (string left, string right) = tables.Merges[rank];
            if (!merges.TryAdd((Id(left), Id(right)), (rank, Id(left + right))))
            {
                throw new SraClException($"{tables.MergesSource} merges '{left}' and '{right}' twice; expected each pair once. Copy the files of the model again.");
            }
        }

        return merges;

        int Id(string token) => tables.Vocabulary.TryGetValue(token, out int id)
            ? id
            : throw new SraClException($"{tables.MergesSource} merges the token '{token}', which {tables.VocabularySource} does not have. The files belong to different models: copy those of one model.");
    }

    private int[] Word(ReadOnlySpan<char> word)
    {
        if (word.Length > MaxKnownLength)
        {
            return Compute(word);
        }

        if (!_knownSpans.TryGetValue(word, out int[]? tokens))
        {
            tokens = Compute(word);
            if (Volatile.Read(ref _knownCount) < MaxKnownWords && _knownSpans.TryAdd(word, tokens))
            {
                Interlocked.Increment(ref _knownCount);
            }
        }

        return tokens;
    }

    private int[] Compute(ReadOnlySpan<char> word)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(word.Length)];
        return _pairs.Encode(bytes.AsSpan(0, Encoding.UTF8.GetBytes(word, bytes)));
    }
}
