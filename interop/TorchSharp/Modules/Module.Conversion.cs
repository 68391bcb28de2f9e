using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public abstract partial class Module
        {
            // Moving or converting makes new Parameter objects and disposes the old ones, as in the package:
            // an optimizer made before the move does not know them.
            internal void Convert(Device? device, ScalarType? dtype, bool nonBlocking)
            {
                if (dtype is { } type && !is_floating_point(type))
                {
                    throw new ArgumentException($"nn.Module.to only accepts floating point types, but got desired dtype={dtype}", nameof(dtype));
                }

                if (device?.type == DeviceType.CUDA && !cuda.is_available())
                {
                    throw new InvalidOperationException("CUDA is not available.");
                }

                foreach (var child in children())
                {
                    child.Convert(device, dtype, nonBlocking);
                }

                // As in the package: two fields of one name are an error, and so is a public property of a parameter's name without a setter.
                var fields = ComponentFields(GetType()).ToDictionary(ComponentName, StringComparer.Ordinal);
                var properties = GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(property => property.Name, StringComparer.Ordinal);

                using var mode = no_grad();
                foreach (var (ownName, parameter) in named_parameters(false).ToArray())
                {
                    if (Converted(parameter, device, dtype, nonBlocking) is not { } data)
                    {
                        continue;
                    }

                    var replacement = new Parameter(data, parameter.requires_grad);
                    replacement.DetachFromDisposeScope();
                    using (var grad = parameter.grad)
                    {
                        if (grad is not null)
                        {
                            using var convertedGrad = Converted(grad, device, dtype, nonBlocking);
                            replacement.grad = convertedGrad ?? grad;
                        }
                    }

                    if (properties.TryGetValue(ownName, out var property))
                    {
                        property.SetValue(this, replacement);
                        continue;
                    }

                    _parameters[ownName] = replacement;
                    Assign(ownName, replacement);
                    parameter.Dispose();
                }

                foreach (var (ownName, buffer) in named_buffers(false).ToArray())
                {
                    if (Converted(buffer, device, dtype, nonBlocking) is not { } replacement)
                    {
                        continue;
                    }

                    replacement.DetachFromDisposeScope();
                    if (properties.TryGetValue(ownName, out var property))
                    {
                        property.SetValue(this, replacement);
                        continue;
                    }

                    _buffers[ownName] = (replacement, _buffers[ownName].Persistent);
                    Assign(ownName, replacement);
                    buffer.Dispose();
                }

                void Assign(string component, Tensor value)
                {
                    if (fields.TryGetValue(component, out var field))
                    {
                        field.SetValue(this, value);
                    }
                }
            }

            // Null when the tensor already is where and what was asked for. Integers keep their type.
            private static Tensor? Converted(Tensor tensor, Device? device, ScalarType? dtype, bool nonBlocking)
            {
                var targetType = tensor.is_floating_point() && dtype is { } wanted ? wanted : tensor.dtype;
                var staysPut = device is null
                    || (device.type == tensor.device_type && (device.index < 0 || device.index == tensor.device_index));
                if (staysPut && targetType == tensor.dtype)
                {
                    return null;
                }

                return tensor.to(targetType, staysPut ? tensor.device : device!, non_blocking: nonBlocking);
            }
        }
    }
}
