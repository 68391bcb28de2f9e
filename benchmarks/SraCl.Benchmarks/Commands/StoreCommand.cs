using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SraCl.Benchmarks.Workloads;
using SraCl.Semantic.Store;
using SraCl.Semantic.Summaries;

namespace SraCl.Benchmarks.Commands;

/// <summary>Times what a second preparation begins with: opening the store of answers and reading all of them.</summary>
internal static class StoreCommand
{
    private const string Fingerprint = "benchmark";

    public static Command Create()
    {
        var answers = new Option<int>("--answers") { Description = "Number of stored answers.", DefaultValueFactory = _ => 200_000 };
        var words = new Option<int>("--words") { Description = "Words of an answer.", DefaultValueFactory = _ => 60 };
        var command = new Command("store", "Times opening a store of answers and reading all of them.") { answers, words };
        command.SetAction(parsed => Run(parsed.GetValue(answers), parsed.GetValue(words)));
        return command;
    }

    private static void Run(int answers, int words)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("sracl-store-");
        try
        {
            string path = Path.Combine(directory.FullName, "answers.db");
            Fill(path, answers, words);
            long size = new FileInfo(path).Length;
            long start = Stopwatch.GetTimestamp();
            using var store = SemanticStore.Open(path);
            int read = store.ReadAnswers(Fingerprint).Count;
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            Report.Write(new { Answers = read, FileMb = Math.Round(size / ProcessMemory.Megabyte, 1), Seconds = elapsed.TotalSeconds, PeakMb = Math.Round(ProcessMemory.Peak() / ProcessMemory.Megabyte, 1) });
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Fills a store from JSON lines: one transaction, not one an answer.</summary>
    private static void Fill(string path, int answers, int words)
    {
        string text = string.Join(' ', Enumerable.Range(0, words).Select(word => string.Create(CultureInfo.InvariantCulture, $"word{word}")));
        string lines = path + ".jsonl";
        File.WriteAllLines(lines, Enumerable.Range(0, answers).Select(i =>
        {
            string prompt = i.ToString(CultureInfo.InvariantCulture);
            string key = ContentKey.OfPrompt(Fingerprint, new SummaryPrompt("system", prompt)).ToString();
            return JsonSerializer.Serialize(new { Key = key, Fingerprint, Text = $"{text} {prompt}", Time = DateTimeOffset.UnixEpoch, InputTokens = 300, OutputTokens = 80 }, JsonSerializerOptions.Web);
        }));
        using var store = SemanticStore.Open(path);
        store.ImportAnswers(lines);
    }
}
