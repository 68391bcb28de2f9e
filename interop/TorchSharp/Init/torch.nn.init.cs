namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // xavier_normal_ and trunc_normal_ are left out on purpose: the package's xavier_normal_ draws from the uniform
        // distribution and its trunc_normal_ returns mean + std everywhere (0.106.0). Without them here, no source can come to rely on
        // either. The `generator` arguments are left out because the package ignores them; Tensor.normal_/uniform_ obey theirs.
        public static partial class init
        {
            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0.0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3.0,
                NonlinearityType.ReLU => Math.Sqrt(2.0),
                NonlinearityType.LeakyReLU => Math.Sqrt(2.0 / (1.0 + (param * param))),
                _ => 1.0,
            };

            public static Tensor normal_(Tensor tensor, double mean = 0.0, double std = 1.0)
            {
                using var mode = no_grad();
                return tensor.normal_(mean, std);
            }

            public static Tensor uniform_(Tensor tensor, double low = 0.0, double high = 1.0)
            {
                using var mode = no_grad();
                return tensor.uniform_(low, high);
            }

            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using var mode = no_grad();
                return tensor.fill_(val);
            }

            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                var (fanIn, fanOut) = Fans(tensor);
                var std = gain * Math.Sqrt(2.0 / (fanIn + fanOut));
                var bound = Math.Sqrt(3.0) * std;
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_uniform_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3.0) * KaimingStd(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_normal_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingStd(tensor, a, mode, nonlinearity));

            private static double KaimingStd(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = Fans(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static (long FanIn, long FanOut) Fans(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                {
                    throw new ArgumentException($"Fan in and fan out need a tensor of at least 2 dimensions, got {shape.Length}.", nameof(tensor));
                }

                var receptiveField = 1L;
                foreach (var extent in shape.AsSpan(2))
                {
                    receptiveField *= extent;
                }

                return (shape[1] * receptiveField, shape[0] * receptiveField);
            }
        }
    }
}
