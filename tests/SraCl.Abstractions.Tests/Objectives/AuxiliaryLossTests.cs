using Microsoft.Extensions.DependencyInjection;
using SraCl.Abstractions.Tests.Modeling;
using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Sequences;
using SraCl.Splits;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Abstractions.Tests.Objectives;

public sealed class AuxiliaryLossTests : IDisposable
{
    private static readonly TrainingSplit Train = new(new ItemSequences([1, 2, 3, 4, 5, 6, 7], [0, 4, 7]), itemCount: 9);
    private static readonly SequenceWindow[] Samples = [new(0, 1), new(0, 2), new(0, 3), new(1, 1), new(1, 2)];

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly SlotModule _module = new(9, SlotOutput.EverySlot);
    private readonly ModuleBackbone _backbone;

    public AuxiliaryLossTests() =>
        _backbone = new ModuleBackbone(_module, () => _module.Items.weight!.narrow(0, 1, 9), new ModuleBackboneOptions { MaxLength = 5, Padding = PaddingSide.Right });

    public void Dispose()
    {
        _module.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void Compute_SeveralObjectives_IsTheirWeightedSumWithGradients()
    {
        var first = new ScaledSum("first", 2);
        var second = new ScaledSum("second", 3);
        using AuxiliaryLoss loss = Make(new WeightedObjective(first, 0.5), new WeightedObjective(second, 4));

        Tensor total = loss.Compute([4, 1], epoch: 1);
        total.backward();

        // Samples 4 and 1 know the items 5 6 and 1 2.
        double encoded = Numbers.Of(_backbone.Encode(tensor([5L, 6, 1, 2], [2, 2]))).Sum();
        Assert.Equal(((0.5 * 2) + (4 * 3)) * encoded, total.item<float>(), 1e-4);
        Assert.Equal(2 * encoded, loss.ReadLosses()["first"], 1e-4);
        Assert.Equal(3 * encoded, loss.ReadLosses()["second"], 1e-4);
        Assert.Equal([(float)(0.5 * encoded), (float)(4 * encoded)], loss.Parameters().Select(parameter => parameter.grad!.item<float>()), new Close(1e-4f));
        Assert.Equal([1, 2, 5, 6], Enumerable.Range(0, 10).Where(item => _module.Items.weight!.grad![item].abs().sum().item<float>() > 0));
    }

    [Fact]
    public void Compute_EpochsAndSeeds_DrawAnew()
    {
        var objective = new ScaledSum("first", 1);
        using AuxiliaryLoss loss = Make(new WeightedObjective(objective));
        ulong first = Draw(loss, 1);

        Assert.Equal(first, Draw(loss, 1));
        Assert.NotEqual(first, Draw(loss, 2));
        using var other = new AuxiliaryLoss(_backbone, Train, Samples, [new WeightedObjective(objective)], seed: 5);
        Assert.NotEqual(first, Draw(other, 1));

        ulong Draw(AuxiliaryLoss of, int epoch)
        {
            of.Compute([2], epoch);
            return objective.LastDraw;
        }
    }

    [Fact]
    public void Compute_Repeatedly_LeavesOnlyTheLoss()
    {
        using AuxiliaryLoss loss = Make(new WeightedObjective(new ScaledSum("first", 1)), new WeightedObjective(new ScaledSum("second", 1)));
        loss.Compute([0, 1], epoch: 1).Dispose();
        long before = LiveTensors.Settled();

        using Tensor total = loss.Compute([0, 1], epoch: 1);
        loss.ReadLosses();

        Assert.Equal(before + 1, Tensor.TotalCount);
    }

    [Fact]
    public void Dispose_Objectives_AreDisposedToo()
    {
        var objective = new ScaledSum("first", 1);

        Make(new WeightedObjective(objective)).Dispose();

        Assert.True(objective.IsDisposed);
    }

    [Fact]
    public void Compute_NumbersOfNoSample_NameThem()
    {
        using AuxiliaryLoss loss = Make(new WeightedObjective(new ScaledSum("first", 1)));

        Assert.Contains("0..4", Assert.Throws<ArgumentOutOfRangeException>(() => loss.Compute([0, 5], epoch: 1)).Message, StringComparison.Ordinal);
        Assert.Contains("at least one sample", Assert.Throws<ArgumentException>(() => loss.Compute([], epoch: 1)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => loss.ReadLosses());
    }

    [Fact]
    public void Constructor_PartsThatDoNotFit_NamesTheCure()
    {
        WeightedObjective[] objectives = [new WeightedObjective(new ScaledSum("first", 1))];
        var smaller = new TrainingSplit(Train.Sequences, itemCount: 8);

        Assert.Contains("AddSraClLosses()", Error(() => Make()), StringComparison.Ordinal);
        Assert.Contains("Two objectives are named 'first'", Error(() => Make(objectives[0], new WeightedObjective(new ScaledSum("first", 2)))), StringComparison.Ordinal);
        Assert.Contains("8 items but the backbone scores 9", Error(() => new AuxiliaryLoss(_backbone, smaller, Samples, objectives)), StringComparison.Ordinal);
        Assert.Contains("Sample 1 is of user 2; expected 0..1", Error(() => new AuxiliaryLoss(_backbone, Train, [new(0, 1), new(2, 1)], objectives)), StringComparison.Ordinal);
        Assert.Contains("end from 1 to 3", Error(() => new AuxiliaryLoss(_backbone, Train, [new(0, 4)], objectives)), StringComparison.Ordinal);
        Assert.Contains("(user 1, end 0)", Error(() => new AuxiliaryLoss(_backbone, Train, [new(1, 0)], objectives)), StringComparison.Ordinal);

        static string Error(Func<AuxiliaryLoss> make) => Assert.Throws<SraClException>(make).Message;
    }

    [Fact]
    public void Create_ByTheContainer_SumsTheRegisteredObjectives()
    {
        var services = new ServiceCollection();
        services.AddSraCl();
        services.AddSraCl();
        services.AddSingleton<IObjectiveFactory>(new Factory("first")).AddSingleton<IObjectiveFactory>(new Factory("second"));
        using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        using AuxiliaryLoss loss = provider.GetServices<AuxiliaryLossFactory>().Single().Create(_backbone, Train, Samples);

        loss.Compute([3], epoch: 1);
        Assert.Equal(["first", "second"], loss.ReadLosses().Keys);
        Assert.Equal(2, loss.Modules.Count);
    }

    [Fact]
    public void Create_OneOfSeveralFails_DisposesTheOthers()
    {
        var good = new Factory("first");
        var factory = new AuxiliaryLossFactory([good, new Factory(string.Empty)]);

        Assert.Throws<SraClException>(() => factory.Create(_backbone, Train, Samples));

        Assert.True(good.Made!.IsDisposed);
    }

    private AuxiliaryLoss Make(params WeightedObjective[] objectives) => new(_backbone, Train, Samples, objectives);

    private sealed class Factory(string name) : IObjectiveFactory
    {
        public ScaledSum? Made { get; private set; }

        public WeightedObjective Create(TrainingSplit train, ISequenceBackbone backbone)
        {
            Made = name.Length > 0 ? new ScaledSum(name, 1) : throw new SraClException("What it was given does not fit.");
            return new WeightedObjective(Made);
        }
    }

    /// <summary>The sum of all representations times a trained number; its batch field draws one number.</summary>
    private sealed class ScaledSum : IObjective, IDisposable
    {
        private readonly Scale _scale;
        private readonly DrawField _draw;

        public ScaledSum(string name, float scale)
        {
            Name = name;
            _scale = new Scale(scale);
            _draw = new DrawField(name, this);
            Fields = [_draw];
        }

        public string Name { get; }

        public IReadOnlyList<BatchField> Fields { get; }

        public IReadOnlyList<EncodingRequest> Encodings => [StandardEncodings.History];

        public nn.Module Module => _scale;

        public ulong LastDraw { get; set; }

        public bool IsDisposed { get; private set; }

        public Tensor Compute(TrainingStep step) => step.Encoding(StandardEncodings.History).sum() * _scale.Value;

        public void Dispose()
        {
            IsDisposed = true;
            _scale.Dispose();
        }
    }

    private sealed class Scale : nn.Module
    {
        public Scale(float value)
            : base(nameof(Scale))
        {
            Value = nn.Parameter(full(1, value));
            Value.DetachFromDisposeScope();
            register_parameter("value", Value);
        }

        public Parameter Value { get; }
    }

    private sealed class DrawField(string name, ScaledSum objective) : BatchField<IdColumn>(name)
    {
        protected override IdColumn CreateBuffer() => new();

        protected override void Fill(in BatchSamples samples, IdColumn buffer) => objective.LastDraw = samples.Random(0, Name).NextUInt64();
    }

    private sealed class Close(float tolerance) : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(float obj) => 0;
    }
}
