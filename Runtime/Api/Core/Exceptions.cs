using Orleans.Runtime;

namespace Orleans.Runtime
{
    /// <summary>A failure of the runtime or of what it relies on.</summary>
    public class OrleansException : Exception
    {
        /// <summary>Creates the failure.</summary>
        public OrleansException(string message) : base(message)
        {
        }

        /// <summary>Creates the failure with its cause.</summary>
        public OrleansException(string message, Exception? innerException) : base(message, innerException)
        {
        }
    }

    /// <summary>The activation that yielded the items has ended before its method did; enumerate again to go on.</summary>
    public sealed class EnumerationAbortedException : Exception
    {
        /// <summary>Creates the failure.</summary>
        public EnumerationAbortedException(string message) : base(message)
        {
        }

        /// <summary>Creates the failure with its cause.</summary>
        public EnumerationAbortedException(string message, Exception? innerException) : base(message, innerException)
        {
        }
    }
}

namespace Orleans.Storage
{
    /// <summary>State on storage is not what the grain read: another activation wrote it.</summary>
    public class InconsistentStateException : OrleansException
    {
        /// <summary>Creates the failure.</summary>
        public InconsistentStateException(string message) : base(message)
        {
        }

        /// <summary>Creates the failure with both ETags.</summary>
        public InconsistentStateException(string errorMsg, string storedEtag, string currentEtag)
            : base($"{errorMsg} (stored: {storedEtag}, expected: {currentEtag})")
        {
            StoredEtag = storedEtag;
            CurrentEtag = currentEtag;
        }

        /// <summary>What storage holds, where it is known.</summary>
        public string? StoredEtag { get; }

        /// <summary>What the grain expected.</summary>
        public string? CurrentEtag { get; }
    }
}
