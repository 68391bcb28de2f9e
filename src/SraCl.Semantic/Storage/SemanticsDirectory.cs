using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using SraCl.Files;
using SraCl.Neighbors;
using SraCl.Semantic.Preparation;
using SraCl.Sequences;

namespace SraCl.Semantic.Storage;

/// <summary>
/// Saves semantic neighbors into directories and loads them from there, without the data set. A directory holds <c>semantics.json</c>
/// (<see cref="SemanticsManifest"/>) and NumPy arrays: <c>item_embeddings</c> <c>[N + 1, d]</c>, <c>item_neighbors</c> <c>[N + 1, k]</c>, <c>sequence_embeddings</c>
/// <c>[Q, d]</c>, <c>sequence_neighbors</c> <c>[Q, k]</c>, <c>windows</c> <c>[Q, 2]</c> (user, end), <c>sequence_items</c> and <c>sequence_offsets</c> (user u owns the items
/// <c>offsets[u]..offsets[u + 1]</c>).
/// </summary>
/// <remarks>Holds no state. Different directories can be used concurrently; one directory must not be saved to by two callers at once.</remarks>
public static class SemanticsDirectory
{
    /// <summary>The version of the format that this version of SraCl writes and reads.</summary>
    public const int FormatVersion = 1;

    private const string ManifestName = "semantics.json";
    private const string ItemEmbeddingsName = "item_embeddings.npy";
    private const string ItemNeighborsName = "item_neighbors.npy";
    private const string SequenceEmbeddingsName = "sequence_embeddings.npy";
    private const string SequenceNeighborsName = "sequence_neighbors.npy";
    private const string WindowsName = "windows.npy";
    private const string ItemsName = "sequence_items.npy";
    private const string OffsetsName = "sequence_offsets.npy";

    /// <summary>
    /// Saves semantic neighbors. Nothing of an earlier save is touched before all is written; should the last step, giving the files their names, be interrupted, then
    /// loading says that the directory is incomplete.
    /// </summary>
    /// <param name="path">The directory; created if it is missing.</param>
    /// <param name="semantics">What to save.</param>
    /// <exception cref="SraClException">The directory cannot be written to.</exception>
    public static void Save(string path, SemanticNeighbors semantics)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(semantics);
        SampleNeighbors samples = semantics.Samples;
        var manifest = new SemanticsManifest
        {
            FormatVersion = FormatVersion,
            SraClVersion = LibraryVersion(),
            ItemCount = semantics.Items.ItemCount,
            UserCount = samples.Sequences.Count,
            SequenceCount = samples.Windows.Length,
            Protocol = semantics.Options.Protocol,
            Options = semantics.Options,
            Details = semantics.Details,
        };
        try
        {
            Directory.CreateDirectory(path);
            using var files = new AtomicFiles();
            Add(ItemEmbeddingsName, stream => NpyWriter.Write(stream, semantics.ItemEmbeddings, NpyPrecision.Full));
            Add(ItemNeighborsName, stream => NpyWriter.Write(stream, semantics.Items.Table));
            Add(SequenceEmbeddingsName, stream => NpyWriter.Write(stream, samples.Embeddings, NpyPrecision.Full));
            Add(SequenceNeighborsName, stream => NpyWriter.Write(stream, samples.Table));
            Add(WindowsName, stream => WriteWindows(stream, samples.Windows));
            Add(ItemsName, stream => WriteItems(stream, samples.Sequences));
            Add(OffsetsName, stream => WriteOffsets(stream, samples.Sequences));
            Add(ManifestName, stream => JsonSerializer.Serialize(stream, manifest, ReadableJson.Options));

            // Without a manifest a directory counts as incomplete, with the last file to get its name it counts as complete.
            File.Delete(Path.Combine(path, ManifestName));
            files.Commit();

            void Add(string name, Action<Stream> write) => files.Add(Path.Combine(path, name), write);
        }
        catch (Exception e) when (IsFileError(e))
        {
            throw new SraClException($"The semantic neighbors cannot be saved to '{path}': {e.Message} Give a directory that can be created and written to, with room for them.", e);
        }
    }

    /// <summary>Loads semantic neighbors and checks that all parts fit each other.</summary>
    /// <param name="path">The directory that <see cref="Save"/> wrote.</param>
    /// <returns>The neighbors.</returns>
    /// <exception cref="SraClException">The directory is none of semantic neighbors, is incomplete or damaged, or was written by a newer version.</exception>
    public static SemanticNeighbors Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        SemanticsManifest manifest = ReadManifest(path);
        EmbeddingMatrix itemEmbeddings = NpyFile.ReadEmbeddings(Path.Combine(path, ItemEmbeddingsName));
        NeighborTable items = NpyFile.ReadNeighbors(Path.Combine(path, ItemNeighborsName));
        EmbeddingMatrix sequenceEmbeddings = NpyFile.ReadEmbeddings(Path.Combine(path, SequenceEmbeddingsName));
        NeighborTable sequences = NpyFile.ReadNeighbors(Path.Combine(path, SequenceNeighborsName));
        int[] windows = ReadIntegers(WindowsName);
        int[] sequenceItems = ReadIntegers(ItemsName);
        int[] offsets = ReadIntegers(OffsetsName);
        Check(ItemEmbeddingsName, itemEmbeddings.RowCount, manifest.ItemCount + 1, "rows");
        Check(ItemNeighborsName, items.RowCount, manifest.ItemCount + 1, "rows");
        Check(ItemNeighborsName, items.K, manifest.Options.K, "columns");
        Check(SequenceEmbeddingsName, sequenceEmbeddings.RowCount, manifest.SequenceCount, "rows");
        Check(SequenceNeighborsName, sequences.RowCount, manifest.SequenceCount, "rows");
        Check(SequenceNeighborsName, sequences.K, manifest.Options.K, "columns");
        Check(WindowsName, windows.Length, 2L * manifest.SequenceCount, "numbers");
        Check(OffsetsName, offsets.Length, manifest.UserCount + 1L, "numbers");
        foreach (int item in sequenceItems)
        {
            if (item < 1 || item > manifest.ItemCount)
            {
                throw Damaged(ItemsName, $"it holds the item {item}; expected 1..{manifest.ItemCount}", null);
            }
        }

        try
        {
            var samples = new SampleNeighbors(
                new ItemSequences(sequenceItems, offsets),
                windows.Chunk(2).Select(window => new SequenceWindow(window[0], window[1])).ToArray(),
                sequenceEmbeddings,
                sequences);
            return new SemanticNeighbors(itemEmbeddings, new ItemNeighbors(items), samples, manifest.Options, manifest.Details);
        }
        catch (ArgumentException e)
        {
            throw Damaged(WindowsName, $"it does not fit '{ItemsName}' and '{OffsetsName}' beside it ({e.Message})", e);
        }

        int[] ReadIntegers(string name)
        {
            using var file = new NpyReader(Path.Combine(path, name));
            return file.ReadIntegers();
        }

        void Check(string name, long found, long expected, string what)
        {
            if (found != expected)
            {
                throw Damaged(name, $"it has {found} {what}; '{ManifestName}' beside it says {expected}", null);
            }
        }

        SraClException Damaged(string name, string what, Exception? cause) =>
            new($"'{Path.Combine(path, name)}' does not belong to the other files: {what}. Prepare the directory again.", cause);
    }

    /// <summary>Reads what a directory holds, without its arrays.</summary>
    /// <param name="path">The directory that <see cref="Save"/> wrote.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="SraClException">The directory is none of semantic neighbors, is incomplete, or was written by a newer version.</exception>
    public static SemanticsManifest ReadManifest(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string file = Path.Combine(path, ManifestName);
        JsonNode? json;
        try
        {
            json = StrictJson.ParseNode(File.ReadAllBytes(file));
        }
        catch (JsonException e)
        {
            throw Damaged(e);
        }
        catch (Exception e) when (IsFileError(e))
        {
            string cause = File.Exists(path) ? $"'{path}' is a file"
                : !Directory.Exists(path) ? $"the directory '{path}' (full path '{Path.GetFullPath(path)}') does not exist"
                : !File.Exists(file) ? $"'{ManifestName}' is missing in '{path}': nothing was saved there, or saving was interrupted"
                : e.Message;
            throw new SraClException($"No semantic neighbors can be loaded: {cause}. Give the directory that preparation saved to, or prepare it again.", e);
        }

        if (json is not JsonObject root || root["formatVersion"] is not JsonValue value || !value.TryGetValue(out int version) || version < 1)
        {
            throw new SraClException($"'{file}' does not describe semantic neighbors: it has no formatVersion. Give the directory that preparation saved to.");
        }

        if (version > FormatVersion)
        {
            throw new SraClException(
                $"'{file}' has the format version {version}, written by SraCl {root["sraClVersion"]}; this is SraCl {LibraryVersion()}, which reads up to {FormatVersion}. Update SraCl.");
        }

        try
        {
            SemanticsManifest manifest = root.Deserialize<SemanticsManifest>(ReadableJson.Options)!;
            manifest.Options.Validate();
            return manifest;
        }
        catch (Exception e) when (e is JsonException or SraClException)
        {
            throw Damaged(e);
        }

        SraClException Damaged(Exception e) => new($"'{file}' is damaged: {e.Message} Copy or prepare the directory again.", e);
    }

    private static void WriteWindows(Stream stream, ReadOnlySpan<SequenceWindow> windows)
    {
        NpyWriter.Write(stream, [windows.Length, 2], []);
        foreach (SequenceWindow window in windows)
        {
            stream.Write(MemoryMarshal.AsBytes<int>([window.User, window.End]));
        }
    }

    private static void WriteItems(Stream stream, ItemSequences sequences)
    {
        NpyWriter.Write(stream, [sequences.TotalItems], []);
        for (int user = 0; user < sequences.Count; user++)
        {
            stream.Write(MemoryMarshal.AsBytes(sequences[user]));
        }
    }

    private static void WriteOffsets(Stream stream, ItemSequences sequences)
    {
        var offsets = new int[sequences.Count + 1];
        for (int user = 0; user < sequences.Count; user++)
        {
            offsets[user + 1] = offsets[user] + sequences.Length(user);
        }

        NpyWriter.Write(stream, [offsets.Length], offsets);
    }

    private static bool IsFileError(Exception e) => e is IOException or UnauthorizedAccessException;

    private static string LibraryVersion() =>
        typeof(SemanticsDirectory).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
