using SraCl.Backbones.Objectives;
using SraCl.Backbones.Transformers;
using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Backbones.Tests.Transformers;

public sealed class TransformerPartsTests : IDisposable
{
    private static readonly int[][] Sequences = [[7], [3, 3, 9, 1, 30], [5, 6, 7, 8, 9, 10, 11, 12], [30, 1, 2, 3, 4, 5, 6]];

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Names => Parts.Names;

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodePositions_AnyParts_EqualsScalarReference(string parts)
    {
        using TransformerBackbone backbone = Parts.Create(parts);
        var reference = new ReferenceTransformer(ReferenceTransformer.Read(backbone), Options(parts));

        Tensor states = backbone.EncodePositions(Padded(Sequences));

        for (int row = 0; row < Sequences.Length; row++)
        {
            int length = Sequences[row].Length;
            float[] expected = reference.Encode(Sequences[row]).SelectMany(state => state.Select(v => (float)v)).ToArray();
            Numbers.AssertClose(expected, Numbers.Of(states[row].narrow(0, Parts.Slots - length, length)), 5e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_AnyParts_EqualsScalarReference(string parts)
    {
        using TransformerBackbone backbone = Parts.Create(parts);
        var reference = new ReferenceTransformer(ReferenceTransformer.Read(backbone), Options(parts));

        Tensor representations = backbone.Encode(Padded(Sequences));

        float[] expected = Sequences.SelectMany(items => reference.Represent(items, Parts.Items + 1).Select(v => (float)v)).ToArray();
        Numbers.AssertClose(expected, Numbers.Of(representations), 5e-5);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_PaddingOnTheLeft_ChangesNothing(string parts)
    {
        using TransformerBackbone backbone = Parts.Create(parts);

        Tensor states = backbone.EncodePositions(Ids([4, 8, 2]));
        Tensor state = backbone.Encode(Ids([4, 8, 2]));
        for (int padding = 1; padding <= Parts.Slots - 3; padding++)
        {
            Tensor padded = Ids([.. new int[padding], 4, 8, 2]);
            Numbers.AssertClose(state, backbone.Encode(padded), 1e-5);
            Numbers.AssertClose(states, backbone.EncodePositions(padded).narrow(1, padding, 3), 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_OtherSequencesInTheBatch_ChangeNothing(string parts)
    {
        using TransformerBackbone backbone = Parts.Create(parts);

        Tensor alone = backbone.Encode(Ids([0, 0, 1, 2]));
        Tensor together = backbone.Encode(Ids([9, 8, 7, 6], [0, 0, 1, 2], [0, 0, 0, 0]));

        Numbers.AssertClose(alone, together.narrow(0, 1, 1), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodePositions_OtherNewestItem_ReachesOlderStatesWhereAttentionIsBidirectional(string parts)
    {
        using TransformerBackbone backbone = Parts.Create(parts);

        Tensor before = backbone.EncodePositions(Ids([1, 2, 3, 4])).narrow(1, 0, 3);
        Tensor after = backbone.EncodePositions(Ids([1, 2, 3, 5])).narrow(1, 0, 3);

        double change = (before - after).abs().max().item<float>();
        Assert.True(Options(parts).Attention == AttentionDirection.Bidirectional ? change > 0.01 : change < 1e-5, $"Changed by {change}.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodePacked_RunsOfSeveralLengths_EqualsEachSequenceAlone(string parts)
    {
        using TransformerBackbone backbone = Parts.Create(parts);
        CounterRandom draws = CounterRandom.Create(3);
        SequenceRun[] runs = [new(3, Parts.Slots, false), new(4, 5, true), new(5, 3, false), new(2, Parts.Slots, true), new(6, 1, false)];
        var rows = new List<int[]>();
        foreach (SequenceRun run in runs)
        {
            for (int row = 0; row < run.Count; row++)
            {
                int padding = run.HasPadding ? draws.NextInt32(run.Length) : 0;
                rows.Add([.. new int[padding], .. Enumerable.Range(0, run.Length - padding).Select(_ => 1 + draws.NextInt32(Parts.Items))]);
            }
        }

        var sequences = new PackedSequences(tensor(rows.SelectMany(row => row).Select(id => (long)id).ToArray()), runs);
        Tensor last = backbone.EncodePacked(sequences, EncodingOutput.Last); // [R, D]
        Tensor positions = backbone.EncodePacked(sequences, EncodingOutput.Positions); // [T, D]

        long slot = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            int[] items = rows[row].Where(item => item != 0).ToArray();
            slot += rows[row].Length;
            Numbers.AssertClose(backbone.Encode(Ids(items)), last.narrow(0, row, 1), 1e-5);
            Numbers.AssertClose(backbone.EncodePositions(Ids(items))[0], positions.narrow(0, slot - items.Length, items.Length), 1e-5);
        }

        Assert.Equal(slot, positions.size(0));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodePacked_DropoutWhileOthersDraw_DrawsFromTheSequencesSourceAlone(string parts)
    {
        using TransformerBackbone backbone = Parts.Create(parts);
        float[] still = Encode(seed: 1);
        backbone.train();
        float[] first = Encode(seed: 1);
        using var stop = new CancellationTokenSource();
        var others = new Thread(() =>
        {
            // Changes the state of torch's generator whenever no source is drawing.
            var source = new DropoutSource(CounterRandom.Create(9));
            while (!stop.IsCancellationRequested)
            {
                source.Draw(() => rand(1)).Dispose();
            }
        });
        others.Start();
        try
        {
            for (int i = 0; i < 10; i++)
            {
                Assert.Equal(first, Encode(seed: 1));
            }
        }
        finally
        {
            stop.Cancel();
            others.Join();
        }

        Assert.NotEqual(first, Encode(seed: 2));
        Assert.NotEqual(first, still);

        float[] Encode(long seed)
        {
            var sequences = new PackedSequences(Padded(Sequences).reshape(-1), [new SequenceRun(Sequences.Length, Parts.Slots, HasPadding: true)], new DropoutSource(CounterRandom.Create(seed)));
            return [.. Numbers.Of(backbone.EncodePacked(sequences, EncodingOutput.Last)), .. Numbers.Of(backbone.EncodePacked(sequences, EncodingOutput.Positions))];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_PaddingAlone_IsFiniteForwardAndBackward(string parts)
    {
        using TransformerBackbone backbone = Parts.Create(parts);
        backbone.train();

        Tensor state = backbone.Encode(Ids([0, 0, 0, 0], [0, 0, 0, 1]));
        Tensor states = backbone.EncodePositions(Ids([0, 0, 0, 0], [0, 0, 0, 1]));
        (state.square().sum() + states.square().sum()).backward();

        Assert.All(Numbers.Of(state).Concat(Numbers.Of(states)), value => Assert.True(float.IsFinite(value)));
        Assert.All(
            backbone.parameters().Select(parameter => parameter.grad).OfType<Tensor>(),
            gradient => Assert.All(Numbers.Of(gradient), value => Assert.True(float.IsFinite(value))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_OneBatch_ReachesEveryParameterAndNoPaddingRow(string parts)
    {
        using TransformerBackbone backbone = Parts.Create(parts, dropout: 0);
        Tensor items = Ids([1, 2, 3, 4, 5, 6, 7, backbone.MaskToken ?? 8], [0, 0, 9, 8, 7, 6, 5, 4]);
        Tensor states = cat([backbone.Encode(items), backbone.EncodePositions(items).narrow(1, 4, 4).reshape(8, -1)]);
        Tensor vectors = ItemScoring.Vectors(backbone);
        nn.functional.cross_entropy(mm(ItemScoring.Representations(states, vectors), vectors.t()), arange(10, dtype: ScalarType.Int64)).backward();

        foreach ((string name, Parameter parameter) in backbone.named_parameters())
        {
            // A constant added to every key shifts all scores of a query alike and cancels in the softmax.
            bool cancels = name.EndsWith("key.bias", StringComparison.Ordinal);
            double largest = parameter.grad is { } gradient ? Numbers.Of(gradient).Max(Math.Abs) : 0;
            Assert.True(cancels ? largest < 1e-5 : largest > 1e-7, $"{name}: largest gradient {largest}");
        }

        Tensor embedding = backbone.named_parameters().Single(p => string.Equals(p.name, "item_embedding.weight", StringComparison.Ordinal)).parameter.grad!;
        Assert.All(Numbers.Of(embedding[0]), value => Assert.Equal(0, value));
        Assert.True(backbone.MaskToken is not { } token || Numbers.Of(embedding[token]).Max(Math.Abs) > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void CreateReplica_AnyParts_EncodesTheSame(string parts)
    {
        using TransformerBackbone backbone = Parts.Create(parts);
        IConcurrentBackbone replica = backbone.CreateReplica();
        replica.Module.eval();
        replica.Module.load_state_dict(backbone.state_dict());

        Assert.Equal(Numbers.Of(backbone.Encode(Padded(Sequences))), Numbers.Of(replica.Encode(Padded(Sequences))));
        replica.Module.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_TwoThreads_GivesTheLossAndGradientsOfOne(string parts)
    {
        (float Loss, Dictionary<string, float[]> Gradients) one = Step(parts, threads: 1);
        (float Loss, Dictionary<string, float[]> Gradients) two = Step(parts, threads: 2);

        Assert.Equal(one.Loss, two.Loss, 1e-4f);
        Assert.Equal(one.Gradients.Keys, two.Gradients.Keys);
        Assert.All(one.Gradients, gradient => Numbers.AssertClose(gradient.Value, two.Gradients[gradient.Key], 1e-4));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_TwoThreadsAndDropout_IsTheSameToTheLastBitEveryTime(string parts)
    {
        (float Loss, Dictionary<string, float[]> Gradients) first = Step(parts, threads: 2, dropout: 0.5);

        for (int i = 0; i < 4; i++)
        {
            (float Loss, Dictionary<string, float[]> Gradients) again = Step(parts, threads: 2, dropout: 0.5);
            Assert.Equal(first.Loss, again.Loss);
            Assert.All(first.Gradients, gradient => Assert.Equal(gradient.Value, again.Gradients[gradient.Key]));
        }
    }

    [Fact]
    public void Encode_AppendedMaskAndFullSequence_ReadsAllButTheOldestItem()
    {
        using TransformerBackbone backbone = Parts.Create("bert4rec");

        Tensor full = backbone.Encode(Ids([9, 2, 3, 4, 5, 6, 7, 8]));

        Numbers.AssertClose(full, backbone.Encode(Ids([30, 2, 3, 4, 5, 6, 7, 8])), 0);
        Numbers.AssertClose(full, backbone.EncodePositions(Ids([2, 3, 4, 5, 6, 7, 8, 31])).select(1, 7), 1e-5);
        Assert.NotEqual(Numbers.Of(full), Numbers.Of(backbone.Encode(Ids([9, 30, 3, 4, 5, 6, 7, 8]))));
    }

    [Fact]
    public void Encode_IdZeroInsideASequence_KeepsItsPlaceCountedFromTheOldest()
    {
        using TransformerBackbone backbone = Parts.Create("sasrec");

        Tensor states = backbone.EncodePositions(Ids([0, 0, 5, 0, 6]));
        Tensor expected = backbone.EncodePositions(Ids([5, 0, 6]));

        Numbers.AssertClose(expected, states.narrow(1, 2, 3), 1e-5);

        // The newest item has the third position, not the second.
        using IDisposable noGradient = no_grad();
        backbone.state_dict()["position_embedding.weight"][2].fill_(0);
        Tensor changed = backbone.EncodePositions(Ids([0, 0, 5, 0, 6]));
        Numbers.AssertClose(states.select(1, 2), changed.select(1, 2), 0);
        Assert.NotEqual(Numbers.Of(states.select(1, 4)), Numbers.Of(changed.select(1, 4)));
    }

    [Fact]
    public void EncodePositions_SasRecBlocks_PaddingIsZeroBeforeTheFinalNorm()
    {
        using TransformerBackbone backbone = Parts.Create("sasrec original");
        using IDisposable noGradient = no_grad();
        float[] beta = Numbers.Of(backbone.state_dict()["final_norm.bias"].fill_(0.5f));

        Tensor states = backbone.EncodePositions(Ids([0, 0, 5, 6]));

        Numbers.AssertClose(beta, Numbers.Of(states[0, 1]), 0);
    }

    [Fact]
    public void ItemVectors_MaskToken_IsNoItem()
    {
        using TransformerBackbone backbone = Parts.Create("bert4rec");
        Tensor table = backbone.state_dict()["item_embedding.weight"];

        Assert.Equal(Parts.Items + 1, backbone.MaskToken);
        Assert.Equal([Parts.Items + 2, 16], table.shape);
        Assert.Equal(Numbers.Of(table.narrow(0, 1, Parts.Items)), Numbers.Of(backbone.ItemVectors()));
        Assert.Equal([Parts.Items], backbone.ItemBiases()!.shape);
        Assert.All(Numbers.Of(backbone.ItemBiases()!), bias => Assert.Equal(0, bias));
        Assert.Single(backbone.ItemTables());
    }

    [Fact]
    public void ItemBiases_NoneWanted_IsNull()
    {
        using TransformerBackbone backbone = Parts.Create("as it is");

        Assert.Null(backbone.ItemBiases());
        Assert.Null(backbone.MaskToken);
    }

    [Fact]
    public void ItemBiases_ParameterChanges_AreWhatIsAdded()
    {
        using TransformerBackbone backbone = Parts.Create("bert4rec");
        using IDisposable noGradient = no_grad();
        backbone.named_parameters().Single(p => string.Equals(p.name, "item_bias", StringComparison.Ordinal)).parameter.fill_(0.25f);

        Assert.All(Numbers.Of(backbone.ItemBiases()!), bias => Assert.Equal(0.25f, bias));
        Assert.Equal(0.25f, Numbers.Of(ItemScoring.Vectors(backbone)[0])[^1]);
    }

    [Fact]
    public void ItemTables_SeparateOutputTable_AreBothAndViewsOfTheParameters()
    {
        using TransformerBackbone backbone = Parts.Create("post norm, relu, scaled, head, biases, two tables");
        IReadOnlyList<Tensor> tables = backbone.ItemTables();
        using IDisposable noGradient = no_grad();
        tables[0].fill_(2);
        tables[1].fill_(3);

        Assert.Equal(2, tables.Count);
        Assert.All(Numbers.Of(backbone.state_dict()["item_embedding.weight"].narrow(0, 1, Parts.Items)), value => Assert.Equal(2, value));
        Assert.All(Numbers.Of(backbone.ItemVectors()), value => Assert.Equal(3, value));
        Assert.NotEqual(2, Numbers.Of(backbone.state_dict()["item_embedding.weight"])[0]);
    }

    [Fact]
    public void Constructor_GlorotUniform_FillsTheBoundsOfEachMatrix()
    {
        TransformerOptions options = Parts.Options("sasrec original");
        using var backbone = new TransformerBackbone(Parts.Items, options, seed: 3);
        using var again = new TransformerBackbone(Parts.Items, options, seed: 3);

        foreach ((string name, Parameter parameter) in backbone.named_parameters())
        {
            float[] values = Numbers.Of(parameter);
            double bound = parameter.dim() == 2 ? Math.Sqrt(6.0 / (parameter.size(0) + parameter.size(1))) : double.NaN;
            Assert.True(
                parameter.dim() == 2
                    ? values.Max() <= bound && values.Max() > 0.95 * bound && values.Min() >= -bound && values.Min() < -0.95 * bound
                    : values.All(value => value == (name.EndsWith("bias", StringComparison.Ordinal) ? 0 : 1)),
                $"{name}: {values.Min()} to {values.Max()}");
        }

        Assert.Equal(Numbers.Of(backbone.ItemVectors()), Numbers.Of(again.ItemVectors()));
    }

    [Fact]
    public void Validate_PartsThatDoNotGoTogether_NamesEachAndItsCure()
    {
        var options = new TransformerOptions
        {
            MaxLength = 1,
            Representation = SequenceRepresentation.AppendedMask,
            Blocks = (BlockStyle)7,
            Positions = (PositionOrder)(-1),
            Heads = 5,
        };

        SraClException error = Assert.Throws<SraClException>(options.Validate);

        Assert.Contains("set MaskToken to true", error.Message, StringComparison.Ordinal);
        Assert.Contains("expected at least 2 with Representation AppendedMask", error.Message, StringComparison.Ordinal);
        Assert.Contains("Blocks is 7; expected one of PostNorm, SasRec", error.Message, StringComparison.Ordinal);
        Assert.Contains("Positions is -1", error.Message, StringComparison.Ordinal);
        Assert.Contains("Heads is 5 and does not divide HiddenSize 64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_EveryPartUnknown_NamesEveryPart()
    {
        var options = new TransformerOptions
        {
            Initialization = (WeightInitialization)9,
            Attention = (AttentionDirection)9,
            Activation = (Activation)9,
            Representation = (SequenceRepresentation)9,
            Head = (RepresentationHead)9,
        };

        SraClException error = Assert.Throws<SraClException>(options.Validate);

        Assert.All(["Initialization is 9", "Attention is 9", "Activation is 9", "Representation is 9", "Head is 9"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    /// <summary>A step with every objective that the parts allow.</summary>
    private static (float Loss, Dictionary<string, float[]> Gradients) Step(string parts, int threads, double dropout = 0)
    {
        using TransformerBackbone backbone = Parts.Create(parts, dropout: dropout);
        backbone.train();
        CounterRandom draws = CounterRandom.Create(5);
        int[] items = new int[120];
        foreach (ref int item in items.AsSpan())
        {
            item = 1 + draws.NextInt32(Parts.Items);
        }

        var split = new TrainingSplit(new ItemSequences(items, [0, 3, 20, 35, 120]), Parts.Items);
        SequenceWindow[] windows = [new(0, 1), new(0, 2), new(1, 1), new(1, 4), new(1, 10), new(2, 3), new(2, 9), new(3, 2), new(3, 5), new(3, 70)];
        var objectives = new List<IObjective> { new NextItemCrossEntropy() };
        if (backbone.MaskToken is { } token)
        {
            objectives.Add(new Cloze(token, new ClozeOptions()));
        }

        if (Options(parts).Attention == AttentionDirection.Causal)
        {
            objectives.Add(new AllPositionBinaryCrossEntropy(split));
        }

        var batch = new Batch(TrainingStep.FieldsOf(objectives));
        batch.Fill(new BatchSamples(split, windows, Enumerable.Range(0, windows.Length).ToArray(), Parts.Slots, CounterRandom.Create(1)));
        using var step = new TrainingStep(backbone, objectives, CPU, threads);
        step.Begin(batch, CounterRandom.Create(1));
        Tensor total = objectives.Select(objective => objective.Compute(step)).Aggregate((a, b) => a + b);
        step.Backward(total);
        return (total.item<float>(), backbone.named_parameters().Where(named => named.parameter.grad is not null).ToDictionary(named => named.name, named => Numbers.Of(named.parameter.grad!), StringComparer.Ordinal));
    }

    private static TransformerOptions Options(string parts) => Parts.Options(parts);

    private static Tensor Padded(int[][] rows) => Ids(rows.Select(row => (int[])[.. new int[Parts.Slots - row.Length], .. row]).ToArray());

    private static Tensor Ids(params int[][] rows) =>
        tensor(rows.SelectMany(row => row).Select(id => (long)id).ToArray(), [rows.Length, rows[0].Length]);
}
