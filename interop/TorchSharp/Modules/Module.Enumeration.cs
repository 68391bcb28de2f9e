using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Enumeration order is the package's: a module's own members first, then child after child.
        // Optimizer state and saved files depend on it.
        public abstract partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children() =>
                _submodules.Select(child => (child.Key, child.Value));

            public virtual IEnumerable<Module> children() => _submodules.Values;

            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (childName, child) in _submodules)
                {
                    yield return (childName, child);
                }

                foreach (var (childName, child) in _submodules)
                {
                    foreach (var (innerName, inner) in child.named_modules())
                    {
                        yield return ($"{childName}.{innerName}", inner);
                    }
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(named => named.module);

            // A parameter shared by two modules is listed once, under its first name. A disposed one is left out.
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<IntPtr>();
                foreach (var (ownName, parameter) in _parameters)
                {
                    if (!parameter.IsInvalid && seen.Add(parameter.Handle))
                    {
                        yield return (ownName, parameter);
                    }
                }

                if (!recurse)
                {
                    yield break;
                }

                foreach (var (childName, child) in _submodules)
                {
                    foreach (var (innerName, parameter) in child.named_parameters())
                    {
                        if (seen.Add(parameter.Handle))
                        {
                            yield return ($"{childName}.{innerName}", parameter);
                        }
                    }
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(named => named.parameter);

            // As in the package, a buffer registered with persistent: false is never listed, whatever include_nonpersistent says.
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<IntPtr>();
                foreach (var (ownName, (tensor, persistent)) in _buffers)
                {
                    if (persistent && !tensor.IsInvalid && seen.Add(tensor.Handle))
                    {
                        yield return (ownName, tensor);
                    }
                }

                if (!recurse)
                {
                    yield break;
                }

                foreach (var (childName, child) in _submodules)
                {
                    foreach (var (innerName, tensor) in child.named_buffers(true, include_nonpersistent))
                    {
                        if (seen.Add(tensor.Handle))
                        {
                            yield return ($"{childName}.{innerName}", tensor);
                        }
                    }
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(named => named.buffer);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public virtual Parameter? get_parameter(string target)
            {
                var (owner, member) = Resolve(target);
                return owner is not null && owner._parameters.TryGetValue(member, out var parameter) ? parameter : null;
            }

            public virtual Tensor? get_buffer(string target)
            {
                var (owner, member) = Resolve(target);
                return owner is not null && owner._buffers.TryGetValue(member, out var buffer) ? buffer.Tensor : null;
            }

            // "layers.0.weight" -> (the module at "layers.0", "weight")
            private (Module? Owner, string Member) Resolve(string target)
            {
                var owner = this;
                var segments = target.Split('.');
                foreach (var segment in segments.AsSpan(0, segments.Length - 1))
                {
                    if (!owner._submodules.TryGetValue(segment, out owner))
                    {
                        return (null, string.Empty);
                    }
                }

                return (owner, segments[^1]);
            }
        }
    }
}
