using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SraCl.Files;

namespace SraCl.Training.Checkpoints;

/// <summary>A checkpoint on the disk. Trusts nothing in it: what was not written by <see cref="CheckpointFiles"/> gives an error that names it.</summary>
internal sealed class StoredCheckpoint
{
    public const string ManifestName = "manifest.json";
    public const string HashName = "manifest.sha256";

    /// <summary>Far more than any run's manifest; a larger file is something else.</summary>
    private const long MaxManifestLength = 256 << 20;

    private StoredCheckpoint(CheckpointName name, string path, CheckpointManifest manifest)
    {
        Name = name;
        Path = path;
        Manifest = manifest;
    }

    public CheckpointName Name { get; }

    public string Path { get; }

    public CheckpointManifest Manifest { get; }

    /// <summary>Reads the manifest.</summary>
    /// <exception cref="CheckpointException">It is missing, damaged or of another version.</exception>
    public static StoredCheckpoint Open(string directory, CheckpointName name)
    {
        string path = System.IO.Path.Combine(directory, name.ToString());
        string file = System.IO.Path.Combine(path, ManifestName);
        byte[] bytes = ReadManifest(file);

        // The version before the hash: another version may be hashed otherwise, and the cure is another one.
        CheckVersion(file, bytes);
        string expected = ReadHash(System.IO.Path.Combine(path, HashName));
        if (!string.Equals(Convert.ToHexStringLower(SHA256.HashData(bytes)), expected, StringComparison.Ordinal))
        {
            throw Damaged(file, $"its contents are not those that '{HashName}' beside it stands for");
        }

        try
        {
            CheckpointManifest manifest = JsonSerializer.Deserialize<CheckpointManifest>(bytes, ReadableJson.Options) ?? throw new JsonException("It says null.");
            return (manifest.Epoch, manifest.Step) == (name.Epoch, name.Step)
                ? new StoredCheckpoint(name, path, manifest)
                : throw Damaged(file, $"it was written in {new CheckpointName(manifest.Epoch, manifest.Step).InWords()}, but the directory is called '{name}'");
        }
        catch (JsonException e)
        {
            throw Damaged(file, e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>Compares every file with its hash.</summary>
    /// <param name="expected">The names of the files that there must be.</param>
    /// <exception cref="CheckpointException">A file is missing, or is not the one that was written.</exception>
    public void CheckFiles(IEnumerable<string> expected)
    {
        string manifest = System.IO.Path.Combine(Path, ManifestName);
        foreach (string name in expected.Where(name => !Manifest.Files.ContainsKey(name)))
        {
            throw Damaged(manifest, $"it lists no '{name}', which a run of these objectives has");
        }

        foreach ((string name, string hash) in Manifest.Files)
        {
            string file = PathOf(name);
            if (!string.Equals(name, System.IO.Path.GetFileName(name), StringComparison.Ordinal))
            {
                throw Damaged(manifest, $"it lists the file '{name}', which is not in the directory");
            }

            try
            {
                using FileStream stream = File.OpenRead(file);
                if (!string.Equals(Convert.ToHexStringLower(SHA256.HashData(stream)), hash, StringComparison.Ordinal))
                {
                    throw Damaged(file, $"its contents are not those that were written (SHA-256 in '{ManifestName}')");
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Damaged(file, File.Exists(file) ? e.Message.TrimEnd('.') : "it is missing", e);
            }
        }
    }

    public string PathOf(string file) => System.IO.Path.Combine(Path, file);

    /// <summary>Makes the error of a file that is not what was written.</summary>
    public static CheckpointException Damaged(string file, string what, Exception? inner = null) => new(
        $"The checkpoint file '{file}' is damaged: {what}. Restore it from a copy; or go on from an older checkpoint (AllowOlder), or delete the checkpoints and train from the beginning.",
        isDamaged: true,
        inner);

    private static byte[] ReadManifest(string file)
    {
        try
        {
            return new FileInfo(file).Length <= MaxManifestLength ? File.ReadAllBytes(file) : throw Damaged(file, "it is larger than any manifest");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Damaged(file, File.Exists(file) ? e.Message.TrimEnd('.') : "it is missing", e);
        }
    }

    private static string ReadHash(string file)
    {
        const int Digits = 64;
        try
        {
            string text = File.ReadAllText(file, Encoding.ASCII);
            return text.Length >= Digits && string.Equals(text[Digits..], $"  {ManifestName}\n", StringComparison.Ordinal)
                ? text[..Digits]
                : throw Damaged(file, $"expected {Digits} hexadecimal digits and the name '{ManifestName}', as sha256sum writes them");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Damaged(file, File.Exists(file) ? e.Message.TrimEnd('.') : "it is missing", e);
        }
    }

    private static void CheckVersion(string file, byte[] bytes)
    {
        JsonObject root;
        int version;
        try
        {
            root = JsonNode.Parse(bytes) as JsonObject ?? throw new JsonException("It is no object.");
            version = root["formatVersion"] is JsonValue value && value.TryGetValue(out int number) ? number : throw new JsonException("It has no formatVersion.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // Members are looked at when one is asked for: a name that comes twice is the second error, text that is not UTF-8 the third.
            throw Damaged(file, e.Message.TrimEnd('.'), e);
        }

        if (version != CheckpointDirectory.FormatVersion)
        {
            throw new CheckpointException(
                $"'{file}' has the format version {version}, written by SraCl {root["sraClVersion"]?.ToJsonString()}; this is SraCl {CheckpointFiles.LibraryVersion}, which reads {CheckpointDirectory.FormatVersion}. "
                + "Go on with the version that wrote it, or delete the checkpoints and train from the beginning.");
        }
    }
}
