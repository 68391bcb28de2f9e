using SraCl.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Abstractions.Tests.Modeling;

public sealed class ItemScoringTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Product_OfBothFactors_IsProductAndBias(bool hasBiases)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor representations = tensor(new float[] { 1, 2, -1, 3 }).reshape(2, 2);
        using var backbone = new Scored(tensor(new float[] { 1, 0, 0, 1, 2, 2 }).reshape(3, 2), hasBiases ? tensor(new float[] { 10, 20, 30 }) : null);

        Tensor vectors = ItemScoring.Vectors(backbone);
        Tensor scores = ItemScoring.Representations(representations, vectors).mm(vectors.t());

        float[] expected = hasBiases ? [11, 22, 36, 9, 23, 34] : [1, 2, 6, -1, 3, 4];
        Assert.Equal(expected, scores.data<float>().ToArray());
    }

    [Fact]
    public void Gradients_OfScores_ReachVectorsAndBiases()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor items = zeros(3, 2).requires_grad_(true);
        Tensor biases = zeros(3).requires_grad_(true);
        using var backbone = new Scored(items, biases);

        Tensor vectors = ItemScoring.Vectors(backbone);
        ItemScoring.Representations(tensor(new float[] { 5, 7 }).reshape(1, 2), vectors).mm(vectors.t()).sum().backward();

        Assert.Equal([5, 7, 5, 7, 5, 7], items.grad!.data<float>().ToArray());
        Assert.Equal([1, 1, 1], biases.grad!.data<float>().ToArray());
    }

    private sealed class Scored(Tensor vectors, Tensor? biases) : nn.Module<Tensor, Tensor>(nameof(Scored)), ISequenceBackbone
    {
        public nn.Module Module => this;

        public int ItemCount => (int)vectors.size(0);

        public int HiddenSize => (int)vectors.size(1);

        public int MaxLength => 1;

        public Tensor Encode(Tensor items) => call(items);

        public Tensor ItemVectors() => vectors;

        public Tensor? ItemBiases() => biases;

        public override Tensor forward(Tensor input) => throw new NotSupportedException();
    }
}
