using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            // Returns the norm before clipping.
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                var gradients = tensors.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
                if (gradients.Length == 0)
                {
                    return 0;
                }

                var total = stack(gradients.Select(gradient => gradient.norm((float)norm_type))).norm((float)norm_type); // []
                var coefficient = (max_norm / (total + 1e-6)).clamp(max: 1.0);
                foreach (var gradient in gradients)
                {
                    gradient.mul_(coefficient);
                }

                return total.ToDouble();
            }

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var mode = no_grad();
                foreach (var parameter in tensors)
                {
                    using var gradient = parameter.grad;
                    gradient?.clamp_(-clip_value, clip_value);
                }
            }
        }
    }
}
