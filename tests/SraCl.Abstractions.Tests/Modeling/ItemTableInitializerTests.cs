using System.Text.Json.Nodes;
using SraCl.Modeling;
using SraCl.Neighbors;
using SraCl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Abstractions.Tests.Modeling;

public sealed class ItemTableInitializerTests : IDisposable
{
    private const int ItemCount = 40;
    private const int D = SlotModule.Width;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Initialize_ForeignModule_WritesTheScaledPrincipalComponents()
    {
        using var module = new SlotModule(ItemCount, SlotOutput.EverySlot);
        ModuleBackbone backbone = Wrap(module);
        EmbeddingMatrix vectors = Vectors(dimension: 5, without: [3, 17]);
        float[] before = Numbers.Of(backbone.ItemVectors());
        float[] padding = Numbers.Of(module.Items.weight!.select(0, 0));

        int written = ItemTableInitializer.Initialize(backbone, vectors);

        Assert.Equal(ItemCount - 2, written);
        float[] after = Numbers.Of(backbone.ItemVectors());
        double[][] places = Places(vectors, D);
        double deviation = Deviation(before);
        double scale = deviation / Math.Sqrt(places.SelectMany(place => place).Average(x => x * x));
        int next = 0;
        for (int item = 1; item <= ItemCount; item++)
        {
            ReadOnlySpan<float> row = after.AsSpan((item - 1) * D, D);
            if (item is 3 or 17)
            {
                Assert.Equal(before.AsSpan((item - 1) * D, D), row);
                continue;
            }

            for (int i = 0; i < D; i++)
            {
                Assert.Equal(scale * places[next][i], row[i], 1e-5);
            }

            next++;
        }

        float[] rows = after.Where((_, place) => (place / D) is not (2 or 16)).ToArray();
        Assert.Equal(deviation, Deviation(rows), 1e-6);
        Assert.Equal(padding, Numbers.Of(module.Items.weight!.select(0, 0)));
    }

    [Fact]
    public void Initialize_FewerDimensionsThanTheWidth_KeepsTheOtherColumns()
    {
        using var module = new SlotModule(ItemCount, SlotOutput.EverySlot);
        ModuleBackbone backbone = Wrap(module);
        float[] before = Numbers.Of(backbone.ItemVectors());

        ItemTableInitializer.Initialize(backbone, Vectors(dimension: 2));

        float[] after = Numbers.Of(backbone.ItemVectors());
        for (int place = 0; place < after.Length; place++)
        {
            Assert.Equal(place % D == 2, before[place] == after[place]);
        }

        Assert.Equal(Deviation(before), Deviation(after.Where((_, place) => place % D < 2).ToArray()), 1e-6);
    }

    [Fact]
    public void Initialize_VectorsOnALine_WritesOneColumn()
    {
        using var module = new SlotModule(ItemCount, SlotOutput.EverySlot);
        ModuleBackbone backbone = Wrap(module);
        float[] before = Numbers.Of(backbone.ItemVectors());
        float[] line = Enumerable.Range(0, ItemCount + 1).SelectMany(row => new[] { 3f * row, 2f, -row }).ToArray();

        ItemTableInitializer.Initialize(backbone, new EmbeddingMatrix(3, line));

        float[] after = Numbers.Of(backbone.ItemVectors());
        Assert.Equal(ItemCount * 2, after.Where((value, place) => value == before[place]).Count());
        Assert.True(after[0] < after[3] && after[3] < after[6], "The largest entry of the axis is positive.");
    }

    [Fact]
    public void Initialize_Twice_GivesTheSameToTheLastBit()
    {
        float[] Run()
        {
            using var module = new SlotModule(ItemCount, SlotOutput.EverySlot);
            ModuleBackbone backbone = Wrap(module);
            ItemTableInitializer.Initialize(backbone, Vectors(dimension: 5));
            return Numbers.Of(backbone.ItemVectors());
        }

        Assert.Equal(Run(), Run());
    }

    [Fact]
    public void Initialize_SeveralTables_WritesEachInItsWidthAndDeviation()
    {
        using var module = new SlotModule(ItemCount, SlotOutput.EverySlot);
        using Tensor second = randn(ItemCount, 4).mul_(9).DetachFromDisposeScope();
        var backbone = new TablesBackbone(Wrap(module), () => [Table(module), second]);
        double deviation = Deviation(Numbers.Of(second));
        EmbeddingMatrix vectors = Vectors(dimension: 6);

        ItemTableInitializer.Initialize(backbone, vectors);

        Assert.Equal(deviation, Deviation(Numbers.Of(second)), 1e-4);
        double ratio = second[0, 0].ToDouble() / backbone.ItemVectors()[0, 0].ToDouble();
        Tensor both = second.narrow(1, 0, D);
        Assert.True((both - (Table(module) * ratio)).abs().max().ToDouble() < 1e-4, "Both tables hold the same axes.");
    }

    [Fact]
    public void Initialize_ThenBackward_GradientsStillFlow()
    {
        using var module = new SlotModule(ItemCount, SlotOutput.EverySlot);
        ModuleBackbone backbone = Wrap(module);
        ItemTableInitializer.Initialize(backbone, Vectors(dimension: 5));

        backbone.Encode(tensor(new long[] { 1, 2, 3 }, [1, 3])).mm(backbone.ItemVectors().t()).sum().backward();

        Assert.True(module.Items.weight!.requires_grad);
        Assert.All(Numbers.Of(module.Items.weight!.grad!).Skip(D), value => Assert.NotEqual(0, value));
    }

    [Fact]
    public void Initialize_ComputedVectors_SaysSoAndChangesNothing()
    {
        using var module = new SlotModule(ItemCount, SlotOutput.EverySlot);
        float[] before = Numbers.Of(module.Items.weight!);
        EmbeddingMatrix vectors = Vectors(dimension: 5);
        var computed = new ModuleBackbone(module, () => Table(module) * 2, new ModuleBackboneOptions { MaxLength = 7 });
        using Tensor stale = Table(module).clone().DetachFromDisposeScope();
        var copied = new TablesBackbone(Wrap(module), () => [Table(module), stale]);

        string first = Assert.Throws<SraClException>(() => ItemTableInitializer.Initialize(computed, vectors)).Message;
        string second = Assert.Throws<SraClException>(() => ItemTableInitializer.Initialize(copied, vectors)).Message;

        Assert.Contains("item table 0 of ModuleBackbone", first, StringComparison.Ordinal);
        Assert.Contains("ItemTables()", first, StringComparison.Ordinal);
        Assert.Contains("item table 1 of TablesBackbone", second, StringComparison.Ordinal);
        Assert.Equal(before, Numbers.Of(module.Items.weight!));
    }

    [Fact]
    public void Initialize_WrongVectors_SaysWhatWasExpected()
    {
        using var module = new SlotModule(ItemCount, SlotOutput.EverySlot);
        ModuleBackbone backbone = Wrap(module);

        Assert.Contains("3 rows but the backbone has 40 items", Error(backbone, new EmbeddingMatrix(2, new float[6])), StringComparison.Ordinal);
        Assert.Contains("All item vectors are zeros", Error(backbone, new EmbeddingMatrix(2, new float[2 * (ItemCount + 1)])), StringComparison.Ordinal);
        Assert.Contains("are all the same", Error(backbone, new EmbeddingMatrix(2, Enumerable.Repeat(0.1f, 2 * (ItemCount + 1)).ToArray())), StringComparison.Ordinal);
        Assert.Contains(
            "standard deviation of 0", Error(new TablesBackbone(backbone, () => [_zeros ??= zeros(ItemCount, 3)]), Vectors(dimension: 5)), StringComparison.Ordinal);
        Assert.Contains("Item table 0 of TablesBackbone is [3, 40]", Error(new TablesBackbone(backbone, () => [zeros(3, ItemCount)]), Vectors(dimension: 5)), StringComparison.Ordinal);
    }

    [Fact]
    public void WithItemVectors_Create_StartsFromThemAndRestoreDoesNot()
    {
        IBackboneFactory plain = new SlotFactory();
        IBackboneFactory factory = plain.WithItemVectors(Vectors(dimension: 5));

        ISequenceBackbone made = factory.Create(ItemCount, seed: 1);
        ISequenceBackbone expected = plain.Create(ItemCount, seed: 1);
        float[] restored = Numbers.Of(factory.Restore(ItemCount, factory.Describe()).ItemVectors());

        Assert.Equal(Numbers.Of(expected.ItemVectors()), restored);
        ItemTableInitializer.Initialize(expected, Vectors(dimension: 5));
        Assert.Equal(Numbers.Of(expected.ItemVectors()), Numbers.Of(made.ItemVectors()));
        Assert.Equal(plain.Name, factory.Name);
    }

    private Tensor? _zeros;

    private static string Error(ISequenceBackbone backbone, EmbeddingMatrix vectors) =>
        Assert.Throws<SraClException>(() => ItemTableInitializer.Initialize(backbone, vectors)).Message;

    private static Tensor Table(SlotModule module) => module.Items.weight!.narrow(0, 1, ItemCount);

    private static ModuleBackbone Wrap(SlotModule module) => new(module, () => Table(module), new ModuleBackboneOptions { MaxLength = 7 });

    /// <summary>Vectors whose axes differ clearly in variance and whose mean is not zero; the row of padding is far away, and must not be read.</summary>
    private static EmbeddingMatrix Vectors(int dimension, params int[] without)
    {
        CounterRandom random = CounterRandom.Create(7);
        var values = new float[(ItemCount + 1) * dimension];
        for (int row = 0; row <= ItemCount; row++)
        {
            float shared = (float)random.NextDouble();
            for (int i = 0; i < dimension; i++)
            {
                values[(row * dimension) + i] = row == 0 ? 1e4f : without.Contains(row) ? 0 : (float)((random.NextDouble() * (i + 1)) + shared - 4);
            }
        }

        return new EmbeddingMatrix(dimension, values);
    }

    /// <summary>Places along the leading axes by power iteration with deflation, for the rows that are not zeros.</summary>
    private static double[][] Places(EmbeddingMatrix vectors, int count)
    {
        int size = vectors.Dimension;
        double[][] rows = Enumerable.Range(1, vectors.RowCount - 1).Select(row => vectors[row].ToArray().Select(x => (double)x).ToArray()).Where(row => row.Any(x => x != 0)).ToArray();
        double[] mean = Enumerable.Range(0, size).Select(i => rows.Average(row => row[i])).ToArray();
        foreach (double[] row in rows)
        {
            for (int i = 0; i < size; i++)
            {
                row[i] -= mean[i];
            }
        }

        var axes = new List<double[]>();
        while (axes.Count < count)
        {
            double[] axis = Enumerable.Range(0, size).Select(i => 1.0 / (i + 1)).ToArray();
            for (int step = 0; step < 1_000; step++)
            {
                double[] places = rows.Select(row => Dot(row, axis)).ToArray();
                axis = Enumerable.Range(0, size).Select(i => rows.Select((row, r) => row[i] * places[r]).Sum()).ToArray();
                foreach (double[] earlier in axes)
                {
                    double along = Dot(axis, earlier);
                    axis = axis.Select((x, i) => x - (along * earlier[i])).ToArray();
                }

                double length = Math.Sqrt(Dot(axis, axis));
                axis = axis.Select(x => x / length).ToArray();
            }

            double sign = Math.Sign(axis.MaxBy(Math.Abs));
            axes.Add(axis.Select(x => x * sign).ToArray());
        }

        return rows.Select(row => axes.Select(axis => Dot(row, axis)).ToArray()).ToArray();
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Deviation(float[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    private sealed class TablesBackbone(ISequenceBackbone inner, Func<IReadOnlyList<Tensor>> tables) : ISequenceBackbone
    {
        public nn.Module Module => inner.Module;

        public int ItemCount => inner.ItemCount;

        public int HiddenSize => inner.HiddenSize;

        public int MaxLength => inner.MaxLength;

        public Tensor Encode(Tensor items) => inner.Encode(items);

        public Tensor ItemVectors() => inner.ItemVectors();

        public IReadOnlyList<Tensor> ItemTables() => tables();
    }

    private sealed class SlotFactory : IBackboneFactory
    {
        public string Name => "slots";

        public JsonObject Describe() => [];

        public ISequenceBackbone Create(int itemCount, long seed) => Wrap(new SlotModule(itemCount, SlotOutput.EverySlot));

        public ISequenceBackbone Restore(int itemCount, JsonObject configuration) => Create(itemCount, seed: 0);
    }
}
