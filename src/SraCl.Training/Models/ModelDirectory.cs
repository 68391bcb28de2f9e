using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using SraCl.Files;
using SraCl.Modeling;
using SraCl.Sequences;
using SraCl.Serialization;
using SraCl.Training.Serialization;

namespace SraCl.Training.Models;

/// <summary>
/// Saves models into directories and loads them from there. A directory holds <c>model.json</c> (what the model is, a
/// <see cref="ModelManifest"/>), <c>items.json</c> (the external item ids in the order of the dense ids) and <c>model.safetensors</c> (the weights
/// under their PyTorch names). <c>model.json</c> has the hashes of the other two, so that files of different models are told apart. The directory is complete: loading needs no data
/// set, and it may be moved or copied.
/// </summary>
/// <remarks>Holds no state. Different directories can be used concurrently; one directory must not be saved to by two callers at once.</remarks>
public static class ModelDirectory
{
    /// <summary>The version of the format that this version of SraCl writes; it reads this one and older ones.</summary>
    public const int FormatVersion = 1;

    /// <summary>The name of the file that says what the model is.</summary>
    public const string ManifestName = "model.json";

    private const string ItemsName = "items.json";
    private const string WeightsName = "model.safetensors";

    /// <summary>A size up to this costs no memory to speak of; a maximum length, for instance, may be larger than a small model.</summary>
    private const long HarmlessSize = 1 << 20;

    /// <summary>
    /// Checks that a model can be saved to a directory, by creating it and writing a file. Call it before training, so that the hours of a
    /// training do not end in an error.
    /// </summary>
    /// <param name="path">The directory.</param>
    /// <exception cref="SraClException">The directory cannot be created or written to.</exception>
    public static void EnsureWritable(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            WritableDirectory.Probe(path);
        }
        catch (Exception e) when (IsFileError(e))
        {
            throw Unwritable(path, e);
        }
    }

    /// <summary>Saves a model. Files of an earlier save are replaced, and only once the new ones are complete; when one cannot be replaced, all of them stay.</summary>
    /// <param name="path">The directory; created if it is missing.</param>
    /// <param name="factory">The factory that made the backbone: its configuration is saved for <see cref="Load"/>.</param>
    /// <param name="backbone">The backbone; on any device.</param>
    /// <param name="items">The map between external item ids and the backbone's dense ids.</param>
    /// <param name="details">Where the model came from.</param>
    /// <exception cref="ArgumentException">Map and backbone have different numbers of items.</exception>
    /// <exception cref="SraClException">The directory cannot be written to.</exception>
    public static void Save(string path, IBackboneFactory factory, ISequenceBackbone backbone, IdMap items, ModelDetails? details = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count != backbone.ItemCount)
        {
            throw new ArgumentException($"The map has {items.Count} items, the backbone {backbone.ItemCount}; they must belong together.", nameof(items));
        }

        var manifest = new ModelManifest
        {
            FormatVersion = FormatVersion,
            SraClVersion = LibraryVersion(),
            Backbone = factory.Name,
            Configuration = factory.Describe(),
            ItemCount = items.Count,
            Details = details ?? new ModelDetails(),
        };
        try
        {
            using var files = new StagedFiles(path);
            var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                [WeightsName] = files.Add(WeightsName, stream => ModuleWeights.Write(stream, backbone.Module)),
                [ItemsName] = files.Add(ItemsName, stream => JsonSerializer.Serialize(stream, items.ExternalIds, ReadableJson.Options)),
            };
            files.Add(ManifestName, stream => JsonSerializer.Serialize(stream, manifest with { Files = hashes }, ReadableJson.Options));
            files.Commit();
        }
        catch (Exception e) when (IsFileError(e))
        {
            throw Unwritable(path, e);
        }
    }

    /// <summary>Loads a model: on the CPU, in evaluation mode.</summary>
    /// <param name="path">The directory of a saved model.</param>
    /// <param name="factories">The known kinds of backbones.</param>
    /// <returns>The model; owned by the caller.</returns>
    /// <exception cref="SraClException">The directory is not that of a saved model, is damaged, was written by a newer version, or is of an unknown kind.</exception>
    public static SavedModel Load(string path, IEnumerable<IBackboneFactory> factories)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(factories);
        ModelManifest manifest = ReadManifest(path);
        IBackboneFactory factory = Find(factories.ToArray(), manifest.Backbone, path);
        IdMap items = ReadItems(path, manifest.ItemCount);
        CheckSizes(path, manifest);
        ISequenceBackbone backbone = Restore(path, factory, manifest);
        try
        {
            ModuleWeights.Read(Path.Combine(path, WeightsName), backbone.Module);
            CheckHashes(path, manifest);
            backbone.Module.eval();
            return new SavedModel(backbone, items, manifest);
        }
        catch
        {
            backbone.Module.Dispose();
            throw;
        }
    }

    /// <summary>Reads what a saved model says about itself, without loading it.</summary>
    /// <param name="path">The directory of a saved model.</param>
    /// <returns>The description.</returns>
    /// <exception cref="SraClException">The directory is not that of a saved model, is damaged, or was written by a newer version.</exception>
    public static ModelManifest ReadManifest(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string file = Path.Combine(path, ManifestName);
        JsonNode json = ReadJson(path, ManifestName, stream => StrictJson.ParseNode(Whole(stream)));
        if (json is not JsonObject root || root["formatVersion"] is not JsonValue value || !value.TryGetValue(out int version) || version < 1)
        {
            throw new SraClException($"'{file}' is not the description of a saved SraCl model: it has no formatVersion. Give the directory that training saved to.");
        }

        if (version > FormatVersion)
        {
            throw new SraClException(
                $"'{file}' has the format version {version}, written by SraCl {root["sraClVersion"]}; this is SraCl {LibraryVersion()}, which reads up to {FormatVersion}. Update SraCl.");
        }

        try
        {
            return root.Deserialize<ModelManifest>(ReadableJson.Options)!;
        }
        catch (JsonException e)
        {
            throw Damaged(file, e);
        }
    }

    private static IBackboneFactory Find(IBackboneFactory[] factories, string kind, string path) =>
        factories.FirstOrDefault(factory => string.Equals(factory.Name, kind, StringComparison.OrdinalIgnoreCase))
        ?? throw new SraClException(
            $"The model in '{path}' is of the kind '{kind}'; known are: {(factories.Length == 0 ? "none" : string.Join(", ", factories.Select(factory => factory.Name)))}. Register that backbone.");

    private static IdMap ReadItems(string path, int itemCount)
    {
        string file = Path.Combine(path, ItemsName);
        string[] ids = ReadJson(path, ItemsName, stream => JsonSerializer.Deserialize<string[]>(stream, ReadableJson.Options));
        if (ids.Length != itemCount)
        {
            throw new SraClException($"'{file}' has {ids.Length} item ids; '{ManifestName}' beside it says {itemCount}. The files belong to different models: save the model again.");
        }

        try
        {
            return new IdMap(ids);
        }
        catch (ArgumentException e)
        {
            throw Damaged(file, e);
        }
    }

    /// <summary>Refuses sizes that the weights cannot have, before memory is asked for: no dimension of a tensor is larger than the number of all weights.</summary>
    private static void CheckSizes(string path, ModelManifest manifest)
    {
        using var weights = new SafetensorsReader(Path.Combine(path, WeightsName));
        long numbers = weights.Entries.Values.Sum(entry => entry.Shape.Aggregate(1L, (product, size) => product * size));
        foreach ((string name, JsonNode? value) in manifest.Configuration)
        {
            if (value is JsonValue number && number.TryGetValue(out double size) && size > Math.Max(numbers, HarmlessSize))
            {
                throw new SraClException(
                    $"'{Path.Combine(path, ManifestName)}' says {name} = {value.ToJsonString()}, but '{WeightsName}' beside it has {numbers} numbers. The files are damaged or belong to different models: save the model again.");
            }
        }
    }

    /// <summary>Files that can be read one by one may still be those of two models, when a save was killed or files were copied.</summary>
    private static void CheckHashes(string path, ModelManifest manifest)
    {
        foreach (string name in (string[])[WeightsName, ItemsName])
        {
            if (manifest.Files?.GetValueOrDefault(name) is not { } expected)
            {
                continue;
            }

            string file = Path.Combine(path, name);
            using FileStream stream = File.OpenRead(file);
            if (!string.Equals(Convert.ToHexStringLower(SHA256.HashData(stream)), expected, StringComparison.OrdinalIgnoreCase))
            {
                throw new SraClException($"'{file}' is not the file that '{ManifestName}' beside it was saved with (SHA-256): it was changed, or belongs to another model. Copy or save the model again.");
            }
        }
    }

    private static ISequenceBackbone Restore(string path, IBackboneFactory factory, ModelManifest manifest)
    {
        try
        {
            return factory.Restore(manifest.ItemCount, manifest.Configuration);
        }
        catch (SraClException e)
        {
            throw new SraClException($"The backbone in '{Path.Combine(path, ManifestName)}' cannot be made: {e.Message}", e);
        }
        catch (ExternalException e)
        {
            // How torch says that there is not enough memory, for instance.
            throw new SraClException($"The backbone in '{Path.Combine(path, ManifestName)}' cannot be made: {e.Message.Split('\n')[0]} Expected sizes as training saved them; save the model again.", e);
        }
    }

    private static byte[] Whole(FileStream stream)
    {
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static T ReadJson<T>(string path, string name, Func<FileStream, T?> read)
        where T : class
    {
        string file = Path.Combine(path, name);
        try
        {
            using FileStream stream = File.OpenRead(file);
            return read(stream) ?? throw new JsonException("The file says null.");
        }
        catch (JsonException e)
        {
            throw Damaged(file, e);
        }
        catch (Exception e) when (IsFileError(e))
        {
            string cause = File.Exists(path) ? $"'{path}' is a file"
                : !Directory.Exists(path) ? $"the directory '{path}' does not exist"
                : !File.Exists(file) ? $"'{name}' is missing in '{path}'"
                : e.Message;
            throw new SraClException(
                $"No model can be loaded: {cause}. Give the directory that training saved to; it holds {ManifestName}, {ItemsName} and {WeightsName}.", e);
        }
    }

    private static string LibraryVersion() =>
        typeof(ModelDirectory).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static bool IsFileError(Exception e) => e is IOException or UnauthorizedAccessException;

    private static SraClException Unwritable(string path, Exception e) => new(
        $"The model cannot be saved to '{path}': {e.Message} Give a directory that can be created and written to, with room for the model.", e);

    private static SraClException Damaged(string file, Exception e) => new($"'{file}' is damaged: {e.Message} Copy or save the model again.", e);
}
