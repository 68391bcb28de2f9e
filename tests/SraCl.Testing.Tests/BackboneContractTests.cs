using SraCl.Backbones.Recurrent;
using SraCl.Backbones.Transformers;
using SraCl.Modeling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Testing.Tests;

public sealed class BackboneContractTests
{
    [Theory]
    [InlineData(Flaw.WideStates, "Sizes, Gradients, SaveAndLoad, Dropout, Repeatability, Devices")]
    [InlineData(Flaw.DetachedVectors, "ItemVectors")]
    [InlineData(Flaw.PaddingAmongVectors, "ItemVectors, Gradients, SaveAndLoad, Dropout, Repeatability, Devices")]
    [InlineData(Flaw.ExtraBias, "ItemBiases, Gradients, SaveAndLoad, Dropout, Repeatability, Devices")]
    [InlineData(Flaw.MaskIsAnItem, "MaskToken")]
    [InlineData(Flaw.CountsSlots, "PaddingInvariance")]
    [InlineData(Flaw.ForgetsWhenFull, "CropInvariance, Packing")]
    [InlineData(Flaw.ReadsAhead, "Causality")]
    [InlineData(Flaw.BatchNorm, "BatchInvariance, Packing")]
    [InlineData(Flaw.DividesByLength, "PaddingRows")]
    [InlineData(Flaw.UnusedParameter, "Gradients")]
    [InlineData(Flaw.HiddenScale, "SaveAndLoad, Replica")]
    [InlineData(Flaw.DropsInEvaluation, "PaddingInvariance, CropInvariance, Causality, BatchInvariance, Dropout, Packing, Replica")]
    [InlineData(Flaw.DrawsWeightsFromTorch, "Repeatability")]
    [InlineData(Flaw.DrawsFromElsewhere, "Repeatability, Replica")]
    [InlineData(Flaw.WrongInLaterRuns, "Packing")]
    [InlineData(Flaw.ReplicaHasOtherShapes, "Replica")]
    [InlineData(Flaw.ReplicaHasOtherNames, "Replica")]
    [InlineData(Flaw.ReplicaShares, "Replica")]
    [InlineData(Flaw.DrawsPastTheSource, "Replica")]
    [InlineData(Flaw.Throws, "Sizes, PaddingInvariance, CropInvariance, Causality, BatchInvariance, PaddingRows, Gradients, SaveAndLoad, Dropout, Repeatability, Packing, Replica, Devices")]
    public void Check_BackboneWithAFlaw_NamesWhatDoesNotHoldAndNothingElse(Flaw flaw, string properties)
    {
        IEnumerable<ContractResult> failures = Failures(BackboneContract.Check(seed => new DecayBackbone(flaw, seed)));

        Assert.Equal(properties, string.Join(", ", failures.Select(result => result.Property)));
        Assert.All(failures, result => Assert.NotEmpty(result.Detail));
    }

    [Theory]
    [InlineData(Flaw.ReplicaHasOtherShapes, "another shape of bias")]
    [InlineData(Flaw.ReplicaHasOtherNames, "other parameters")]
    public void Check_ReplicaThatDoesNotFit_SaysWhatIsDifferent(Flaw flaw, string detail)
    {
        ContractResult failure = Assert.Single(Failures(BackboneContract.Check(seed => new DecayBackbone(flaw, seed))));

        Assert.Contains(detail, failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_RightBackbone_PassesEveryProperty()
    {
        IReadOnlyList<ContractResult> results = BackboneContract.Check(seed => new DecayBackbone(Flaw.None, seed), new BackboneContractOptions { HasDropout = true });

        Assert.Equal(Enum.GetValues<BackboneProperty>(), results.Select(result => result.Property));
        Assert.All(results, result => Assert.Equal($"{result.Property}: Passed", result.ToString()));
    }

    [Fact]
    public void Check_SeveralTimes_LeavesNoTensorBehind()
    {
        BackboneContract.Check(seed => new DecayBackbone(Flaw.None, seed));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        BackboneContract.Check(seed => new DecayBackbone(Flaw.None, seed));

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Verify_Transformer_Passes(bool hasDropout)
    {
        double dropout = hasDropout ? 0.5 : 0;
        var options = new TransformerOptions { MaxLength = 7, HiddenSize = 8, InnerSize = 12, InitializerRange = 0.3, HiddenDropout = dropout, AttentionDropout = dropout };

        BackboneContract.Verify(
            seed => new TransformerBackbone(20, options, seed),
            new BackboneContractOptions { HasDropout = hasDropout, ParametersWithoutGradient = ["key.bias"] });
    }

    [Fact]
    public void Verify_TransformerOfOtherParts_Passes()
    {
        BackboneContract.Verify(
            seed => new TransformerBackbone(20, Small(TransformerPresets.SasRecOriginal), seed), new BackboneContractOptions { HasDropout = true, ParametersWithoutGradient = ["key.bias"] });
        BackboneContract.Verify(
            seed => new TransformerBackbone(20, Small(TransformerPresets.Bert4Rec), seed),
            new BackboneContractOptions { IsCausal = false, HasDropout = true, ParametersWithoutGradient = ["key.bias"] });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Verify_Gru_Passes(bool official)
    {
        var options = new GruOptions { MaxLength = 7, EmbeddingSize = 8, HiddenSize = 10 };
        if (official)
        {
            GruPresets.OfficialRetailRocket(options);
            (options.MaxLength, options.EmbeddingSize, options.HiddenSize, options.Layers, options.SeparateOutputTable, options.MaskToken) = (7, 6, 10, 2, true, true);
        }

        IReadOnlyList<ContractResult> results = BackboneContract.Check(seed => new GruBackbone(20, options, seed), new BackboneContractOptions { HasDropout = true });

        Assert.Empty(Failures(results));
        Assert.Equal(official ? 0 : 2, results.Count(result => result.Outcome == ContractOutcome.Skipped)); // Biases and mask token.
    }

    [Fact]
    public void Verify_ForeignModule_Passes()
    {
        BackboneContract.Verify(() => Foreign(cropPadding: false), new BackboneContractOptions { HasDropout = false });

        ContractResult[] skipped = BackboneContract.Check(() => Foreign(cropPadding: false)).Where(result => result.Outcome == ContractOutcome.Skipped).ToArray();
        Assert.Equal([BackboneProperty.ItemBiases, BackboneProperty.MaskToken, BackboneProperty.Packing, BackboneProperty.Replica], skipped.Select(result => result.Property));
    }

    [Fact]
    public void Verify_ForeignModuleThatRunsOverPadding_ListsWhatDoesNotHold()
    {
        // The module numbers positions from the left, so cropping its padding changes what it sees.
        SraClException error = Assert.Throws<SraClException>(() => BackboneContract.Verify(() => Foreign(cropPadding: true), new BackboneContractOptions { HasDropout = true }));

        Assert.Contains("PaddingInvariance: The representation of 1 items with 1 slots of padding", error.Message, StringComparison.Ordinal);
        Assert.Contains("Dropout: Results of training do not differ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_NotCausalByOption_SkipsCausality()
    {
        IReadOnlyList<ContractResult> results = BackboneContract.Check(seed => new DecayBackbone(Flaw.ReadsAhead, seed), new BackboneContractOptions { IsCausal = false });

        Assert.Equal(ContractOutcome.Skipped, results.Single(result => result.Property == BackboneProperty.Causality).Outcome);
        Assert.Empty(Failures(results));
    }

    private static TransformerOptions Small(Action<TransformerOptions> preset)
    {
        var options = new TransformerOptions();
        preset(options);
        (options.MaxLength, options.HiddenSize, options.InnerSize) = (7, 8, 12);
        return options;
    }

    private static IEnumerable<ContractResult> Failures(IEnumerable<ContractResult> results) => results.Where(result => result.Outcome == ContractOutcome.Failed);

    private static ModuleBackbone Foreign(bool cropPadding)
    {
        var module = new AbsolutePositions();
        return new ModuleBackbone(module, () => module.Items.weight!.narrow(0, 1, 15), new ModuleBackboneOptions { MaxLength = 5, CropPadding = cropPadding });
    }

    /// <summary>Sums of item vectors weighted by the number of their slot, counted from the left.</summary>
    private sealed class AbsolutePositions : nn.Module<Tensor, Tensor>
    {
        public AbsolutePositions()
            : base(nameof(AbsolutePositions))
        {
            Items = nn.Embedding(16, 3, padding_idx: 0);
            register_module("items", Items);
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            using var generator = new Generator(3);
            Items.weight!.normal_(0, 1, generator);
        }

        public Embedding Items { get; }

        public override Tensor forward(Tensor ids)
        {
            Tensor slots = arange(1, ids.size(1) + 1, dtype: ScalarType.Float32).unsqueeze(1); // [L, 1]
            return (Items.call(ids) * ids.ne(0L).unsqueeze(2).to(ScalarType.Float32) * slots).cumsum(1);
        }
    }
}
