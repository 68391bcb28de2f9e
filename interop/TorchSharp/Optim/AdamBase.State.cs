using static TorchSharp.torch;

namespace TorchSharp.Modules;

public abstract partial class AdamBase
{
    public class State : OptimizerState, IDisposable
    {
        public long step;
        public Tensor exp_avg;
        public Tensor exp_avg_sq;
        public Tensor? max_exp_avg_sq;

        internal State(Parameter parameter, bool amsgrad)
        {
            exp_avg = zeros_like(parameter).DetachFromDisposeScope();
            exp_avg_sq = zeros_like(parameter).DetachFromDisposeScope();
            max_exp_avg_sq = amsgrad ? zeros_like(parameter).DetachFromDisposeScope() : null;
        }

        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            TensorStreamFormat.Save(exp_avg, writer);
            TensorStreamFormat.Save(exp_avg_sq, writer);
            writer.Write(max_exp_avg_sq is not null);
            if (max_exp_avg_sq is not null)
            {
                TensorStreamFormat.Save(max_exp_avg_sq, writer);
            }
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            TensorStreamFormat.Load(exp_avg, reader);
            TensorStreamFormat.Load(exp_avg_sq, reader);
            if (reader.ReadBoolean())
            {
                max_exp_avg_sq ??= zeros_like(exp_avg_sq).DetachFromDisposeScope();
                TensorStreamFormat.Load(max_exp_avg_sq, reader);
            }
            else
            {
                max_exp_avg_sq?.Dispose();
                max_exp_avg_sq = null;
            }
        }

        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            if (ReferenceEquals(this, other))
            {
                return;
            }

            step = other.step;
            exp_avg.copy_(other.exp_avg);
            exp_avg_sq.copy_(other.exp_avg_sq);
            if (other.max_exp_avg_sq is { } largest)
            {
                max_exp_avg_sq ??= zeros_like(exp_avg_sq).DetachFromDisposeScope();
                max_exp_avg_sq.copy_(largest);
            }
            else
            {
                max_exp_avg_sq?.Dispose();
                max_exp_avg_sq = null;
            }
        }

        public override void to(Device device)
        {
            exp_avg = Moved(exp_avg);
            exp_avg_sq = Moved(exp_avg_sq);
            max_exp_avg_sq = max_exp_avg_sq is { } largest ? Moved(largest) : null;

            Tensor Moved(Tensor tensor)
            {
                var moved = tensor.to(device).DetachFromDisposeScope();
                if (moved.Handle != tensor.Handle)
                {
                    tensor.Dispose();
                }

                return moved;
            }
        }

        public void Dispose()
        {
            exp_avg.Dispose();
            exp_avg_sq.Dispose();
            max_exp_avg_sq?.Dispose();
            GC.SuppressFinalize(this);
        }
    }
}
