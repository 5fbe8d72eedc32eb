#ifndef L402_DESCRIPTORS_H
#define L402_DESCRIPTORS_H

// Descriptors that no child of another thread can inherit, not even for a moment. Declared here: the
// C library hides these three from Swift.
int pipe2(int descriptors[2], int flags);
int memfd_create(const char *name, unsigned int flags);
int close_range(unsigned int first, unsigned int last, int flags);

// CLOSE_RANGE_CLOEXEC
#define L402_CLOSE_RANGE_CLOEXEC 4
// MFD_CLOEXEC
#define L402_MEMFD_CLOEXEC 1U

#endif
