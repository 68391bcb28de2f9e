using TorchSharp.Conformance.Tests.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Optim;

public sealed class TrainingGoldenTests
{
    [Fact]
    public void TwelveAdamSteps_SameSeedAsPyTorch_GiveTheSameLosses() => AssertLosses(0);

    // Another build of libtorch may draw other masks (one with MKL does); with the script's masks the losses have to be the script's, too.
    [SkippableFact]
    public void TwelveAdamSteps_WithDropout_GiveTheSameLosses()
    {
        manual_seed(5);
        using var scope = NewDisposeScope();
        Skip.IfNot(ModuleGoldens.Get("training/mask").Equals(nn.functional.dropout(ones(64), 0.5)), "This libtorch draws other dropout masks than the script's.");

        AssertLosses(0.5);
    }

    // Weights and dropout masks come from the global generator, so the losses agree only where the whole stream does.
    private static void AssertLosses(double probability)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var embedding = nn.Embedding(20, 8, padding_idx: 0);
        using var gru = nn.GRU(8, 8, batchFirst: true);
        using var norm = nn.LayerNorm(8);
        using var dropout = nn.Dropout(probability);
        using var head = nn.Linear(8, 20);
        var parameters = new nn.Module[] { embedding, gru, norm, head }.SelectMany(module => module.parameters()).ToArray();
        var ids = tensor(new long[] { 0, 3, 7, 11, 5, 2, 19, 4, 0, 0, 1, 6 }, [3, 4]); // [B, L]
        var targets = tensor(new long[] { 12, 9, 3 });                                // [B]
        using var optimizer = optim.Adam(parameters, lr: 0.01, weight_decay: 1e-4);

        var losses = new float[12];
        for (var step = 0; step < losses.Length; step++)
        {
            using var stepScope = NewDisposeScope();
            var (hidden, _) = gru.call(dropout.call(embedding.call(ids)));            // [B, L, D]
            var logits = head.call(dropout.call(norm.call(hidden[TensorIndex.Colon, -1]))); // [B, items]
            var loss = nn.functional.cross_entropy(logits, targets);
            optimizer.zero_grad();
            loss.backward();
            nn.utils.clip_grad_norm_(parameters, 1.0);
            optimizer.step();
            losses[step] = loss.item<float>();
        }

        ModuleGoldens.AssertClose(ModuleGoldens.Get(FormattableString.Invariant($"training/losses/{probability}")), tensor(losses), 1e-5, "losses");
    }
}
