using System.Text;
using System.Text.Json.Nodes;
using SraCl.Randomness;
using SraCl.Splits;
using SraCl.Training.Evaluation;

namespace SraCl.Training.Tests.Evaluation;

public sealed class EvaluationFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_SavedFile_GivesEverythingBack()
    {
        (EvaluationResult validation, EvaluationResult test) = Results();

        new EvaluationFile(validation, test).Save(_directory.Path);
        EvaluationFile loaded = EvaluationFile.Load(_directory.Path);

        AssertSame(validation, loaded.Validation);
        AssertSame(test, loaded.Test!);
        Assert.NotEmpty(loaded.Test!.ListMetrics);
        Assert.Equal(3, loaded.Test.Groups.Count);
    }

    [Fact]
    public void Load_WithoutTest_HasNone()
    {
        new EvaluationFile(Results().Validation, Test: null).Save(_directory.Path);

        Assert.Null(EvaluationFile.Load(_directory.Path).Test);
        Assert.Contains("\"test\":null", File.ReadAllText(_directory.File(EvaluationFile.FileName)), StringComparison.Ordinal);
    }

    [Fact]
    public void Save_File_HasTheNamesOfTheFormat()
    {
        (EvaluationResult validation, EvaluationResult test) = Results();
        new EvaluationFile(validation, test).Save(_directory.Path);

        JsonNode json = JsonNode.Parse(File.ReadAllText(_directory.File("results.json")))!;

        Assert.Equal(1, json["version"]!.GetValue<int>());
        Assert.Equal(["protocol", "metrics", "users", "cases", "ranks", "lists", "groups"], json["test"]!.AsObject().Select(member => member.Key));
        Assert.Equal(test.Metrics["HR@5"], json["test"]!["metrics"]!["HR@5"]!.GetValue<double>());
        Assert.Equal(test.ListMetrics["Coverage@20"], json["test"]!["lists"]!["Coverage@20"]!.GetValue<double>());
        Assert.Equal(["name", "cases", "metrics"], json["test"]!["groups"]![0]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public void Load_MemberOfALaterMinorVersion_IsPassedOver()
    {
        new EvaluationFile(Results().Validation, Test: null).Save(_directory.Path);
        Change(json => json["validation"]!["more"] = 1);

        Assert.NotNull(EvaluationFile.Load(_directory.Path));
    }

    [Fact]
    public void Load_LaterVersion_AsksForAnUpdate()
    {
        new EvaluationFile(Results().Validation, Test: null).Save(_directory.Path);
        Change(json => json["version"] = 2);

        Assert.Contains("format version 2", Assert.Throws<SraClException>(() => EvaluationFile.Load(_directory.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Damaged_SaysWhere()
    {
        new EvaluationFile(Results().Validation, Test: null).Save(_directory.Path);
        string good = File.ReadAllText(_directory.File("results.json"));
        Action<JsonNode>[] damages =
        [
            json => json.AsObject().Remove("version"),
            json => json.AsObject().Remove("validation"),
            json => json["validation"]!["ranks"]!.AsArray().RemoveAt(0),
            json => json["validation"]!["ranks"]![0] = 0,
            json => json["validation"]!["ranks"]![0] = 1000,
            json => json["validation"]!["users"] = 0,
            json => json["validation"]!["metrics"]!["HR@10"] = 2,
            json => json["validation"]!["metrics"]!["XY@10"] = 0,
            json => json["validation"]!["protocol"] = null,
            json => json["validation"]!["protocol"]!["cutOffs"] = new JsonArray(0),
        ];
        foreach (Action<JsonNode> damage in damages)
        {
            File.WriteAllText(_directory.File("results.json"), good);
            Change(damage);

            SraClException error = Assert.Throws<DataFormatException>(() => EvaluationFile.Load(_directory.Path));

            Assert.Contains("results.json' is damaged", error.Message, StringComparison.Ordinal);
            Assert.EndsWith("Delete the file to do without it, or train again.", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_NoFile_SaysWhatADirectoryHolds() =>
        Assert.Contains("results.json", Assert.Throws<SraClException>(() => EvaluationFile.Load(_directory.Path)).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_MutatedBytes_IsRefusedOrStillConsistent()
    {
        const int Rounds = 2000;
        (EvaluationResult validation, EvaluationResult test) = Results();
        new EvaluationFile(validation, test).Save(_directory.Path);
        byte[] good = File.ReadAllBytes(_directory.File("results.json"));
        CounterRandom random = CounterRandom.Create(9);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = [.. good];
            int changes = 1 + random.NextInt32(3);
            for (int change = 0; change < changes; change++)
            {
                bytes[random.NextInt32(bytes.Length)] = (byte)random.NextInt32(256);
            }

            File.WriteAllBytes(_directory.File("results.json"), random.NextInt32(4) == 0 ? bytes[..random.NextInt32(bytes.Length)] : bytes);
            try
            {
                EvaluationFile loaded = EvaluationFile.Load(_directory.Path);
                Assert.InRange(loaded.Validation.Ranks.Min(), 1, loaded.Validation.Protocol.ItemCount);
            }
            catch (SraClException e)
            {
                Assert.Contains("results.json", e.Message, StringComparison.Ordinal);
            }
        }
    }

    private static void AssertSame(EvaluationResult expected, EvaluationResult actual)
    {
        Assert.Equal(expected.Protocol with { CutOffs = [] }, actual.Protocol with { CutOffs = [] });
        Assert.Equal(expected.Protocol.CutOffs, actual.Protocol.CutOffs);
        Assert.Equal(expected.Ranks, actual.Ranks);
        Assert.Equal(expected.UserCount, actual.UserCount);
        Assert.Equal(expected.Metrics, actual.Metrics);
        Assert.Equal(expected.ListMetrics, actual.ListMetrics);
        Assert.Equal(expected.Groups.Select(group => (group.Name, group.CaseCount)), actual.Groups.Select(group => (group.Name, group.CaseCount)));
        Assert.All(expected.Groups.Zip(actual.Groups), pair => Assert.Equal(pair.First.Metrics, pair.Second.Metrics));
    }

    private static (EvaluationResult Validation, EvaluationResult Test) Results()
    {
        using var backbone = new TableBackbone(TestData.IntegerVectors(40, 4, seed: 1));
        EvaluationSplit split = TestData.Split(30, 40, seed: 2);
        var evaluator = new Evaluator(new EvaluationOptions { TieRule = TieRule.Average });
        EvaluationResult test = evaluator.Evaluate(backbone, split, new ItemPopularity(new TrainingSplit(split.Sequences, 40)));
        return (evaluator.Evaluate(backbone, split), test with { Groups = test.Of(CaseGroups.ByLength(split)), Protocol = test.Protocol with { SplitProtocol = "leave-one-out", Seed = 5 } });
    }

    private void Change(Action<JsonNode> change)
    {
        string path = _directory.File("results.json");
        JsonNode json = JsonNode.Parse(File.ReadAllText(path))!;
        change(json);
        File.WriteAllText(path, json.ToJsonString(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}
