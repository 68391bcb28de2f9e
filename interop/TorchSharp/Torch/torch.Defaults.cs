namespace TorchSharp;

public static partial class torch
{
    private static ScalarType _defaultDtype = ScalarType.Float32;
    private static Device _defaultDevice = new(DeviceType.CPU);

    public static ScalarType get_default_dtype() => _defaultDtype;

    public static void set_default_dtype(ScalarType dtype) => _defaultDtype = dtype;

    public static Device get_default_device() => _defaultDevice;

    public static void set_default_device(Device device) => _defaultDevice = device;

    /// <summary>The element type of a .NET type.</summary>
    internal static ScalarType ToScalarType(Type type)
    {
        if (type == typeof(byte))
        {
            return ScalarType.Byte;
        }

        if (type == typeof(Half))
        {
            return ScalarType.Float16;
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.SByte => ScalarType.Int8,
            TypeCode.Int16 => ScalarType.Int16,
            TypeCode.Int32 => ScalarType.Int32,
            TypeCode.Int64 => ScalarType.Int64,
            TypeCode.Single => ScalarType.Float32,
            TypeCode.Double => ScalarType.Float64,
            TypeCode.Boolean => ScalarType.Bool,
            _ => throw new NotSupportedException($"{type.Name} is not the type of a tensor's elements."),
        };
    }

    /// <summary>Brings a tensor that was made on the CPU with the type of its source into the form that was asked for.</summary>
    private static Tensor Place(Tensor tensor, ScalarType? dtype, Device? device, bool requiresGrad)
    {
        Device target = device ?? _defaultDevice;
        ScalarType type = dtype ?? tensor.dtype;
        if (type != tensor.dtype || target.type != DeviceType.CPU)
        {
            tensor = tensor.to(type, target, disposeAfter: true);
        }

        return requiresGrad ? tensor.requires_grad_() : tensor;
    }

    private static Tensor Make(Tensor tensor, bool requiresGrad) => requiresGrad ? tensor.requires_grad_() : tensor;
}
