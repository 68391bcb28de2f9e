using System.Globalization;
using static TorchSharp.torch;

namespace SraCl.Training.Devices;

/// <summary>Chooses the device that a model runs on.</summary>
public static class TorchDevice
{
    /// <summary>Turns a device's name into a device that this machine really has.</summary>
    /// <param name="name"><c>auto</c> (the first CUDA device if there is one, else the CPU), <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <returns>The device.</returns>
    /// <exception cref="SraClException">The name is none of these, or this machine has no such device.</exception>
    public static Device Resolve(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        switch (name.Trim().ToLowerInvariant())
        {
            case "auto":
                return cuda.is_available() ? device("cuda:0") : CPU;
            case "cpu":
                return CPU;
            case "cuda":
                return Cuda(0, name);
            case { } text when text.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int index):
                return Cuda(index, name);
            default:
                throw new SraClException($"'{name}' is not a device. Expected auto, cpu, cuda or cuda:N, such as cuda:0.");
        }
    }

    private static Device Cuda(int index, string name)
    {
        if (!cuda.is_available())
        {
            throw new SraClException(
                $"Device '{name}' was asked for, but this build of libtorch sees no CUDA device. "
                + "Use 'cpu' or 'auto', or reference TorchSharp-cuda-windows or TorchSharp-cuda-linux and check the driver.");
        }

        int count = cuda.device_count();
        return index < count
            ? device($"cuda:{index}")
            : throw new SraClException($"Device '{name}' was asked for, but there are {count} CUDA devices, numbered from 0.");
    }
}
