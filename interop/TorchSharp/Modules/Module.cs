using System.Reflection;
using TorchSharp.Internal;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public abstract partial class Module : IDisposable
        {
            private readonly OrderedDictionary<string, Module> _submodules = [];
            private readonly OrderedDictionary<string, Parameter> _parameters = [];
            private readonly OrderedDictionary<string, (Tensor Tensor, bool Persistent)> _buffers = [];
            private bool _componentsRegistered;
            private bool _training = true;

            protected string? name;

            protected Module(string name) => this.name = name;

            public virtual bool training => _training;

            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            public virtual void register_module(string name, Module? submodule)
            {
                if (submodule is null)
                {
                    _submodules.Remove(name);
                    return;
                }

                if (string.IsNullOrEmpty(name))
                {
                    throw new ArgumentException("module name can't be empty string \"\"", nameof(name));
                }

                if (name.Contains('.'))
                {
                    throw new ArgumentException($"module name can't contain \".\", got: {name}", nameof(name));
                }

                if (!_submodules.TryAdd(name, submodule))
                {
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                }

                submodule.RegisterComponents();
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                {
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                }

                if (!_parameters.TryAdd(name, param))
                {
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
                }
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                {
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                }

                if (!_buffers.TryAdd(name, (tensor, persistent)))
                {
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
                }
            }

            // The field names of a module are the keys of its state, as attribute names are in Python.
            // Every Tensor field becomes a persistent buffer; arrays and collections are not looked into.
            protected virtual void RegisterComponents()
            {
                if (_componentsRegistered)
                {
                    return;
                }

                foreach (var field in ComponentFields(GetType()))
                {
                    var component = ComponentName(field);
                    if (_submodules.ContainsKey(component) || _parameters.ContainsKey(component) || _buffers.ContainsKey(component))
                    {
                        continue;
                    }

                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(component, module);
                            break;
                        case Parameter parameter: // before Tensor: a Parameter is one
                            register_parameter(component, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(component, tensor);
                            break;
                    }
                }

                _componentsRegistered = true;
            }

            // Replaces what is registered under a name; null takes the name away.
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null)
                {
                    _parameters.Remove(name);
                }
                else
                {
                    _parameters[name] = value;
                }
            }

            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null)
                {
                    _buffers.Remove(name);
                }
                else
                {
                    _buffers[name] = (value, persistent);
                }
            }

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var module in children())
                {
                    module.apply(fn);
                }

                fn(this);
                return this;
            }

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var module in children())
                {
                    module.train(train);
                }
            }

            public virtual void eval() => train(false);

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var grad = parameter.grad;
                    if (grad is null)
                    {
                        continue;
                    }

                    if (set_to_none)
                    {
                        parameter.grad = null;
                    }
                    else
                    {
                        Ops.ZeroInPlace.Run(grad);
                    }
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                {
                    return;
                }

                foreach (var (_, buffer) in _buffers)
                {
                    buffer.Tensor.DetachFromDisposeScope().Dispose();
                }

                foreach (var (_, parameter) in _parameters)
                {
                    parameter.DetachFromDisposeScope().Dispose();
                }

                foreach (var (_, module) in _submodules)
                {
                    module.Dispose();
                }
            }

            private static string ComponentName(FieldInfo field) =>
                field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;

            // GetFields of a derived type leaves out the private fields of its bases, hence the walk.
            private static IEnumerable<FieldInfo> ComponentFields(Type type)
            {
                var seen = new HashSet<string>(StringComparer.Ordinal);
                for (var current = type; current is not null && current != typeof(Module); current = current.BaseType)
                {
                    foreach (var field in current.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                    {
                        if (field.DeclaringType != typeof(Module) && seen.Add(field.Name))
                        {
                            yield return field;
                        }
                    }
                }
            }
        }
    }
}
