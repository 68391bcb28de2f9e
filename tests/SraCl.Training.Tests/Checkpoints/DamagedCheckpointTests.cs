using System.Security.Cryptography;
using System.Text;
using SraCl.Randomness;
using SraCl.Training.Checkpoints;
using SraCl.Training.Fitting;

namespace SraCl.Training.Tests.Checkpoints;

/// <summary>What is not what was written is recognized and named, and never used.</summary>
public sealed class DamagedCheckpointTests : IClassFixture<TwoCheckpoints>, IDisposable
{
    private static readonly string[] Files =
    [
        "best-objectives.safetensors", "best.safetensors", "manifest.json", "manifest.sha256", "model.safetensors", "objectives.safetensors",
        "optimizer-objectives.safetensors", "optimizer.safetensors", "validation.safetensors",
    ];

    private readonly TemporaryDirectory _directory = new();
    private readonly CheckpointScene _scene = new();
    private readonly string _checkpoint;

    public DamagedCheckpointTests(TwoCheckpoints two)
    {
        ArgumentNullException.ThrowIfNull(two);
        CheckpointScene.CopyAlone(two.Older, _directory.Path);
        CheckpointScene.CopyAlone(two.Newer, _directory.Path);
        _checkpoint = _directory.File(Path.GetFileName(two.Newer));
    }

    public static TheoryData<string> FileNames() => [.. Files];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Write_Checkpoint_HasExactlyTheseFiles() =>
        Assert.Equal(Files, Directory.EnumerateFiles(_checkpoint).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(FileNames))]
    public void Fit_MissingFile_IsNamed(string name)
    {
        File.Delete(Path.Combine(_checkpoint, name));

        AssertDamaged(name, "missing");
    }

    [Theory]
    [MemberData(nameof(FileNames))]
    public void Fit_CutFile_IsNamed(string name)
    {
        string file = Path.Combine(_checkpoint, name);
        byte[] bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);

        AssertDamaged(name, "damaged");
    }

    [Fact]
    public void Open_AnyByteChanged_IsRefused()
    {
        CounterRandom random = CounterRandom.Create(5);
        for (int i = 0; i < 2000; i++)
        {
            string file = Path.Combine(_checkpoint, Files[random.NextInt32(Files.Length)]);
            byte[] bytes = File.ReadAllBytes(file);
            byte[] damaged = [.. bytes];
            damaged[random.NextInt32(bytes.Length)] ^= (byte)(1 + random.NextInt32(255));
            File.WriteAllBytes(file, damaged);

            CheckpointException error = Assert.Throws<CheckpointException>(() =>
                StoredCheckpoint.Open(_directory.Path, CheckpointName.Parse(Path.GetFileName(_checkpoint))!.Value).CheckFiles(Files.Where(name => name.EndsWith("tensors", StringComparison.Ordinal))));

            Assert.Contains(Path.GetDirectoryName(file)!, error.Message, StringComparison.Ordinal);
            File.WriteAllBytes(file, bytes);
        }
    }

    [Fact]
    public void Fit_ManifestOfAnotherProgram_IsRefusedOrUnderstood()
    {
        // Its hash is right, as though it were written so. The run is finished after the last change, hence nothing is trained.
        TrainingResult whole = _scene.Run(Options() with { Resume = CheckpointResume.Required });
        string manifest = Path.Combine(whole.Checkpoint!, "manifest.json");
        byte[] bytes = File.ReadAllBytes(manifest);
        CounterRandom random = CounterRandom.Create(6);
        string[] replacements = ["-1", "0", "1e999", "null", "\"\"", "[]", "{}", "99999999999", "1.5", "x"];
        int[] colons = [.. Encoding.UTF8.GetString(bytes).Select((character, place) => (character, place)).Where(pair => pair.character == ':').Select(pair => pair.place)];
        for (int i = 0; i < 60; i++)
        {
            int colon = colons[random.NextInt32(colons.Length)];
            int end = colon + 1;
            while (bytes[end] is not ((byte)',' or (byte)'\n'))
            {
                end++;
            }

            byte[] changed = [.. bytes[..(colon + 1)], .. Encoding.UTF8.GetBytes(replacements[random.NextInt32(replacements.Length)]), .. bytes[end..]];
            Rewrite(whole.Checkpoint!, changed);

            Exception? error = Record.Exception(() => _scene.Run(Options() with { Resume = CheckpointResume.Required }));

            Assert.True(error is null or CheckpointException, $"{Encoding.UTF8.GetString(changed[Math.Max(0, colon - 30)..(colon + 12)])}: {error}");
        }
    }

    [Theory]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 2", "has the format version 2", false)]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": \"one\"", "no formatVersion", true)]
    [InlineData("\"step\": 6", "\"step\": 5", "epoch 2, step 5", true)]
    [InlineData("\"bestEpoch\": 1", "\"bestEpoch\": 0", "epoch 0 was the best", true)]
    [InlineData("\"model.safetensors\"", "\"../model.safetensors\"", "which a run of these objectives has", true)]
    public void Fit_ManifestOfAnotherVersionOrRun_IsNamed(string there, string changed, string expected, bool isDamaged)
    {
        string text = File.ReadAllText(Path.Combine(_checkpoint, "manifest.json"));
        Assert.Contains(there, text, StringComparison.Ordinal);
        Rewrite(_checkpoint, Encoding.UTF8.GetBytes(text.Replace(there, changed, StringComparison.Ordinal)));

        CheckpointException error = Assert.Throws<CheckpointException>(() => _scene.Run(Options() with { Resume = CheckpointResume.Required }));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(isDamaged, error.IsDamaged);
    }

    [Fact]
    public void Fit_NewestDamaged_UsesTheOneBeforeOnlyWhenAsked()
    {
        TrainingResult whole = _scene.Run(new CheckpointOptions { Directory = _directory.File("whole") });
        File.Delete(Path.Combine(_checkpoint, "model.safetensors"));

        CheckpointException error = Assert.Throws<CheckpointException>(() => _scene.Run(Options() with { Resume = CheckpointResume.IfAny }));
        Assert.Contains("There is an older checkpoint, of epoch 2, step 3.", error.Message, StringComparison.Ordinal);
        Assert.Contains("AllowOlder", error.Message, StringComparison.Ordinal);

        TrainingResult resumed = _scene.Run(Options() with { Resume = CheckpointResume.IfAny, AllowOlder = true });

        CheckpointScene.AssertSame(whole, resumed);
        Assert.True(Directory.Exists(_checkpoint + ".damaged"));
        CheckpointDirectory.Delete(_directory.Path);
        Assert.Equal(["whole"], Directory.EnumerateFileSystemEntries(_directory.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Fit_DamagedThatCannotBeSetAside_SaysSo()
    {
        File.Delete(Path.Combine(_checkpoint, "model.safetensors"));
        File.WriteAllText(_checkpoint + ".damaged", "in the way");

        SraClException error = Assert.Throws<SraClException>(() => _scene.Run(Options() with { Resume = CheckpointResume.IfAny, AllowOlder = true }));

        Assert.Contains($"The damaged checkpoint '{_checkpoint}' cannot be set aside: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NewestOfOtherSettings_IsNotPassedOver()
    {
        var other = new CheckpointScene { ProjectionWeight = 0.9 };

        CheckpointException error = Assert.Throws<CheckpointException>(() => other.Run(Options() with { Resume = CheckpointResume.IfAny, AllowOlder = true }));

        Assert.Contains("other settings", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_AllDamaged_NamesTheLast()
    {
        foreach (string path in Directory.EnumerateDirectories(_directory.Path))
        {
            File.Delete(Path.Combine(path, "manifest.json"));
        }

        CheckpointException error = Assert.Throws<CheckpointException>(() => _scene.Run(Options() with { Resume = CheckpointResume.IfAny, AllowOlder = true }));

        Assert.Contains("checkpoint-0002-000003", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, Directory.EnumerateDirectories(_directory.Path).Count());
    }

    private static void Rewrite(string checkpoint, byte[] manifest)
    {
        File.WriteAllBytes(Path.Combine(checkpoint, "manifest.json"), manifest);
        File.WriteAllText(Path.Combine(checkpoint, "manifest.sha256"), $"{Convert.ToHexStringLower(SHA256.HashData(manifest))}  manifest.json\n");
    }

    private CheckpointOptions Options() => new() { Directory = _directory.Path, Interval = TimeSpan.FromHours(1) };

    private void AssertDamaged(string name, string expected)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => _scene.Run(Options() with { Resume = CheckpointResume.Required }));

        // What the hash does not stand for is said of the file that was hashed.
        string named = string.Equals(name, "manifest.sha256", StringComparison.Ordinal) ? "manifest." : name;
        Assert.Contains(Path.Combine(_checkpoint, named), error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.True(error.IsDamaged);
    }
}
