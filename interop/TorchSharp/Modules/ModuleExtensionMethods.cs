using static TorchSharp.torch;

namespace TorchSharp;

public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, ScalarType type, bool non_blocking = false)
        where T : nn.Module => Converted(module, null, type, non_blocking);

    public static T to<T>(this T module, Device device, ScalarType type, bool non_blocking = false)
        where T : nn.Module => Converted(module, device, type, non_blocking);

    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false)
        where T : nn.Module => Converted(module, new Device(deviceType, deviceIndex), null, non_blocking);

    public static T to<T>(this T module, Device device, bool non_blocking = false)
        where T : nn.Module => Converted(module, device, null, non_blocking);

    public static T to<T>(this T module, string device, bool non_blocking = false)
        where T : nn.Module => Converted(module, new Device(device), null, non_blocking);

    public static T to<T>(this T module, Tensor other, bool non_blocking = false)
        where T : nn.Module => Converted(module, other.device, other.dtype, non_blocking);

    public static T cpu<T>(this T module, bool non_blocking = false)
        where T : nn.Module => Converted(module, new Device(DeviceType.CPU), null, non_blocking);

    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false)
        where T : nn.Module => Converted(module, new Device(DeviceType.CUDA, deviceIndex), null, non_blocking);

    public static T @float<T>(this T module, bool non_blocking = false)
        where T : nn.Module => Converted(module, null, ScalarType.Float32, non_blocking);

    public static T @double<T>(this T module, bool non_blocking = false)
        where T : nn.Module => Converted(module, null, ScalarType.Float64, non_blocking);

    private static T Converted<T>(T module, Device? device, ScalarType? dtype, bool nonBlocking)
        where T : nn.Module
    {
        module.Convert(device, dtype, nonBlocking);
        return module;
    }
}
