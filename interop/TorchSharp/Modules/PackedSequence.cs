namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static partial class rnn
            {
                // Its tensors belong to it and not to the dispose scope, which holds the sequence itself. Without sorting there are no
                // indices: they are invalid tensors.
                public sealed class PackedSequence : IDisposable
                {
                    public readonly Tensor data;

                    public readonly Tensor batch_sizes;

                    public readonly Tensor sorted_indices;

                    public readonly Tensor unsorted_indices;

                    internal PackedSequence(DisposeScope? scope, Tensor data, Tensor batchSizes, Tensor sortedIndices, Tensor unsortedIndices)
                    {
                        this.data = data;
                        batch_sizes = batchSizes;
                        sorted_indices = sortedIndices;
                        unsorted_indices = unsortedIndices;
                        scope?.Add(this);
                    }

                    internal DisposeScope? OwningDisposeScope { get; set; }

                    public void Dispose()
                    {
                        OwningDisposeScope?.MarkAsDisposed(this);
                        OwningDisposeScope = null;
                        data.Dispose();
                        batch_sizes.Dispose();
                        sorted_indices.Dispose();
                        unsorted_indices.Dispose();
                    }
                }
            }
        }
    }
}
