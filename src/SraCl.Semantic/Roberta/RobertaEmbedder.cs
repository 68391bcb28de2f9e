using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using SraCl.Neighbors;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Summaries;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Semantic.Roberta;

/// <summary>
/// Embeds texts with a RoBERTa encoder that runs in the process, such as SimCSE's, which SRA-CL's official code takes (princeton-nlp/sup-simcse-roberta-large). No service,
/// no network: the model's files are on the disk.
/// </summary>
/// <remarks>
/// <para>
/// The vectors are those of Hugging Face's <c>RobertaModel</c> in evaluation, in single precision, but for rounding, and for special tokens that are spelled out in a text,
/// which are characters like others here. Texts that are empty or white space get zero vectors, which semantic neighbors read as "nothing is known".
/// </para>
/// <para>
/// Texts go through the model in batches of similar length, the longest first; memory is bounded by <see cref="RobertaEmbedderOptions.MaxTokensPerBatch"/>, whatever the
/// number of texts, but for their tokens and vectors. A cancelled call gives nothing; <see cref="Store.CachingEmbedder"/> keeps what is there, chunk by chunk.
/// </para>
/// <para>Safe for concurrent use: calls wait for each other, since one uses all threads of the operators already. Dispose it when no call is running.</para>
/// </remarks>
public sealed class RobertaEmbedder : ITextEmbedder, IDisposable
{
    private readonly RobertaEncoder _encoder;
    private readonly RobertaTokenizer _tokenizer;
    private readonly RobertaPooling _pooling;
    private readonly int _padding;
    private readonly int _maxTokensPerBatch;
    private readonly Device _device;
    private readonly SemaphoreSlim _gate = new(1);
    private bool _disposed;

    private RobertaEmbedder(RobertaEncoder encoder, RobertaTokenizer tokenizer, RobertaConfiguration configuration, RobertaEmbedderOptions options, Device device, string fingerprint)
    {
        _encoder = encoder;
        _tokenizer = tokenizer;
        _pooling = options.Pooling;
        _padding = configuration.PaddingToken;
        _maxTokensPerBatch = options.MaxTokensPerBatch;
        _device = device;
        Dimension = configuration.HiddenSize;
        MaxTokens = options.MaxTokens ?? configuration.MaxTokens;
        Fingerprint = fingerprint;
    }

    /// <summary>Gets the length of the vectors: 1,024 for RoBERTa-large.</summary>
    public int Dimension { get; }

    /// <summary>Gets the most tokens of a text, the two special ones included; what is over is cut off.</summary>
    public int MaxTokens { get; }

    /// <inheritdoc/>
    /// <remarks>SHA-256 of the weights and of the tokenizer, and what else decides about a vector; the folder's name does not.</remarks>
    public string Fingerprint { get; }

    /// <summary>Loads a model. Nothing is downloaded.</summary>
    /// <param name="directory">
    /// The folder in Hugging Face layout: <c>config.json</c>, <c>model.safetensors</c> (F32, F16 or BF16), and <c>vocab.json</c> with <c>merges.txt</c> or
    /// <c>tokenizer.json</c>.
    /// </param>
    /// <param name="options">The configuration, read once; null for the defaults.</param>
    /// <returns>The embedder; dispose it to free the model's memory.</returns>
    /// <exception cref="SraClException">A file is missing, damaged, of another kind of model, or does not fit the others; or an option is out of its range.</exception>
    public static RobertaEmbedder Load(string directory, RobertaEmbedderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        options ??= new RobertaEmbedderOptions();
        NestedOptionErrors.Throw(options.Errors());
        RobertaFolder folder = RobertaFolder.Open(directory);
        RobertaConfiguration configuration = RobertaConfiguration.Read(folder.Configuration);
        if (options.MaxTokens > configuration.MaxTokens)
        {
            throw new SraClException(
                $"{nameof(RobertaEmbedderOptions)}.{nameof(options.MaxTokens)} is {options.MaxTokens}; expected at most {configuration.MaxTokens}, which the model '{directory}' has positions for.");
        }

        TokenizerTables tables = folder.ReadTokenizer();
        var tokenizer = new RobertaTokenizer(tables, configuration);
        Device device = options.Device ?? CPU;
        bool withPooler = options.Pooling == RobertaPooling.Pooler;
        using var weights = new RobertaWeights(folder.Weights, configuration, withPooler, device);
        string fingerprint = FingerprintOf(folder.Weights, tables, configuration, options);
        try
        {
            return new RobertaEmbedder(new RobertaEncoder(configuration, weights, withPooler), tokenizer, configuration, options, device, fingerprint);
        }
        catch (ExternalException e)
        {
            throw new SraClException($"The model '{directory}' cannot be loaded to {device}: {FirstLine(e)} Choose a device that has memory for it, such as the CPU.", e);
        }
    }

    /// <inheritdoc/>
    public Task<TextVectors> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default) => EmbedAsync(texts, progress: null, cancellationToken);

    /// <summary>Embeds texts and says how far it is.</summary>
    /// <param name="texts">The texts, at least one, any number.</param>
    /// <param name="progress">Is told after every batch; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work before the next batch.</param>
    /// <returns>The vectors, row i that of text i; no tokens are counted, because none is paid for.</returns>
    /// <exception cref="SummaryException">The model gave no usable vectors, or the memory was too small; it says why.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by the caller.</exception>
    public async Task<TextVectors> EmbedAsync(IReadOnlyList<string> texts, IProgress<RobertaProgress>? progress, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0)
        {
            throw new ArgumentException("There are no texts; expected at least one.", nameof(texts));
        }

        if (texts.Count > Array.MaxLength / Dimension)
        {
            throw new ArgumentException($"There are {texts.Count} texts; expected at most {Array.MaxLength / Dimension} at once. Embed them in portions.", nameof(texts));
        }

        ObjectDisposedException.ThrowIf(_disposed, this);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Embed(texts, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Frees the model's memory.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _encoder.Dispose();
            _gate.Dispose();
        }
    }

    private static string FingerprintOf(string weightsPath, TokenizerTables tables, RobertaConfiguration configuration, RobertaEmbedderOptions options)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("weights", HashOf(weightsPath));
            json.WriteString("tokenizer", tables.Hash());
            json.WriteNumber("heads", configuration.Heads);
            json.WriteNumber("epsilon", configuration.LayerNormEpsilon);
            json.WriteString("pooling", options.Pooling.ToString());
            json.WriteNumber("maxTokens", options.MaxTokens ?? configuration.MaxTokens);
            json.WriteEndObject();
        }

        return $"roberta {System.Text.Encoding.UTF8.GetString(buffer.ToArray())}";
    }

    /// <summary>What follows the first line is a trace of native calls.</summary>
    private static string FirstLine(ExternalException e) => e.Message.Split('\n')[0];

    private static string HashOf(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20, FileOptions.SequentialScan);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"'{path}' cannot be read: {e.Message} Expected the weights of a model.", e);
        }
    }

    private TextVectors Embed(IReadOnlyList<string> texts, IProgress<RobertaProgress>? progress, CancellationToken cancellationToken)
    {
        var tokens = new int[texts.Count][];
        long totalTokens = 0;
        int done = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool empty = string.IsNullOrWhiteSpace(texts[i]);
            tokens[i] = empty ? [] : _tokenizer.Encode(texts[i], MaxTokens);
            totalTokens += tokens[i].Length;
            done += empty ? 1 : 0;
        }

        var values = new float[tokens.Length * Dimension];
        long doneTokens = 0;
        foreach (int[] batch in RobertaBatches.Divide(tokens, _maxTokensPerBatch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Embed(batch, tokens, values);
            done += batch.Length;
            doneTokens += batch.Sum(index => tokens[index].Length);
            progress?.Report(new RobertaProgress(done, tokens.Length, doneTokens, totalTokens));
        }

        return new TextVectors(new EmbeddingMatrix(Dimension, values));
    }

    private void Embed(int[] batch, int[][] tokens, float[] values)
    {
        int length = tokens[batch[0]].Length;
        var ids = new long[batch.Length * length];
        Array.Fill(ids, _padding);
        for (int row = 0; row < batch.Length; row++)
        {
            int[] own = tokens[batch[row]];
            for (int i = 0; i < own.Length; i++)
            {
                ids[(row * length) + i] = own[i];
            }
        }

        float[] vectors = Run(ids, batch.Length, length);
        for (int row = 0; row < batch.Length; row++)
        {
            ReadOnlySpan<float> vector = vectors.AsSpan(row * Dimension, Dimension);
            foreach (float value in vector)
            {
                if (!float.IsFinite(value))
                {
                    throw new SummaryException($"The model gives {value} for text {batch[row]}; expected finite numbers. Its weights are damaged: copy the files of the model again.", isTransient: false);
                }
            }

            vector.CopyTo(values.AsSpan(batch[row] * Dimension));
        }
    }

    private float[] Run(long[] ids, int rows, int length)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        try
        {
            Tensor vectors = _encoder.Pool(tensor(ids, [rows, length], device: _device), _pooling); // [B, D]
            return vectors.cpu().data<float>().ToArray();
        }
        catch (ExternalException e)
        {
            throw new SummaryException(
                $"The model cannot embed {rows} texts of {length} tokens on {_device}: {FirstLine(e)} Where the memory is too small, lower {nameof(RobertaEmbedderOptions)}.{nameof(RobertaEmbedderOptions.MaxTokensPerBatch)}.",
                isTransient: false,
                e);
        }
    }
}
