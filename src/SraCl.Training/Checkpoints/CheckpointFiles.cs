using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SraCl.Files;
using SraCl.Serialization;
using static TorchSharp.torch;

namespace SraCl.Training.Checkpoints;

/// <summary>Writes the files of a checkpoint under a temporary name, each flushed to the disk and hashed on the way; the directory gets its own name when all are there.</summary>
internal sealed class CheckpointFiles : IDisposable
{
    /// <summary>The name of the file with the ranks of every epoch's validation.</summary>
    public const string Validation = "validation.safetensors";

    private readonly string _directory;
    private readonly CheckpointName _name;
    private readonly string _staging;
    private readonly SortedDictionary<string, string> _hashes = new(StringComparer.Ordinal);
    private bool _published;

    public CheckpointFiles(string directory, CheckpointName name)
    {
        _directory = directory;
        _name = name;
        _staging = CheckpointDirectory.StagingPath(directory, name);
        if (Directory.Exists(_staging))
        {
            Directory.Delete(_staging, recursive: true);
        }

        Directory.CreateDirectory(_staging);
    }

    /// <summary>Gets the version of SraCl.</summary>
    public static string LibraryVersion { get; } = Version(typeof(CheckpointFiles).Assembly);

    /// <summary>Gets the version of TorchSharp.</summary>
    public static string TorchSharpVersion { get; } = Version(typeof(Tensor).Assembly);

    /// <summary>Gets the name of an epoch's ranks in <see cref="Validation"/>.</summary>
    public static string RanksOf(int epoch) => string.Create(CultureInfo.InvariantCulture, $"epoch-{epoch:D4}");

    /// <summary>Gets the number of bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Writes tensors as safetensors.</summary>
    public void Add(string name, IReadOnlyDictionary<string, Tensor> tensors) => _hashes[name] = Write(name, stream => SafetensorsWriter.Write(stream, tensors));

    /// <summary>Writes the manifest, completed by the hashes of the other files, and makes the checkpoint one.</summary>
    public void Publish(CheckpointManifest manifest)
    {
        string hash = Write(StoredCheckpoint.ManifestName, stream => JsonSerializer.Serialize(stream, manifest with { Files = _hashes }, ReadableJson.Options));
        Write(StoredCheckpoint.HashName, stream => stream.Write(Encoding.ASCII.GetBytes($"{hash}  {StoredCheckpoint.ManifestName}\n")));
        CheckpointDirectory.Publish(_directory, _name);
        _published = true;
    }

    /// <summary>Deletes what was not published.</summary>
    public void Dispose()
    {
        if (_published)
        {
            return;
        }

        try
        {
            Directory.Delete(_staging, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error that brought us here says more; the next checkpoint deletes what is left.
        }
    }

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? assembly.GetName().Version?.ToString() ?? "unknown";

    private string Write(string name, Action<Stream> write)
    {
        using var sha = SHA256.Create();
        using var file = new FileStream(Path.Combine(_staging, name), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        using (var hashing = new CryptoStream(file, sha, CryptoStreamMode.Write, leaveOpen: true))
        {
            write(hashing);
        }

        file.Flush(flushToDisk: true);
        Length += file.Length;
        return Convert.ToHexStringLower(sha.Hash!);
    }
}
